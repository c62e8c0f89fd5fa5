/** The aids a customer turned on. They survive until the session ends. */
export interface Settings {
  readonly largeText: boolean;
  readonly highContrast: boolean;
  readonly sound: boolean;
}

export const plainSettings: Settings = { largeText: false, highContrast: false, sound: false };

/** Whoever needs an aid is given more time. */
export function hasAids(settings: Settings): boolean {
  return settings.largeText || settings.highContrast || settings.sound;
}
