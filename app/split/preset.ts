/** How much of a film is taken away: a quarter, a half, or one percent of its pictures. */
export const presets = ['quarter', 'half', 'one'] as const;
export type Preset = (typeof presets)[number];
export const defaultPreset: Preset = 'quarter';

/** What of the VOBs a preset takes at most, in percent: original bits of pictures, and of sound. */
export const presetLimits: Readonly<
  Record<Preset, { readonly video: number; readonly sound: number }>
> = {
  quarter: { video: 0.25, sound: 0.1 },
  half: { video: 0.5, sound: 0.1 },
  one: { video: 1, sound: 0.1 },
};
