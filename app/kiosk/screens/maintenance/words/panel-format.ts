import type { Language } from '../../../../contracts/title.ts';

const locales = { en: 'en-GB', fr: 'fr-FR' } as const satisfies Record<Language, string>;

/** `21 Nov 2026, 15:42`: what may be long ago has its date. */
export function formatInstant(instant: string, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(Date.parse(instant));
}

/** `21 Nov`, of a day as `2026-11-21`, in no time zone. */
export function formatDay(day: string, language: Language): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return day;
  const format = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locales[language], format).format(at);
}

/** `7.8×`, `7,8×`. */
export function formatSpeed(speed: number, language: Language): string {
  const format = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 1 });
  return `${format.format(speed)}×`;
}

/** `5.2 %`, `5,2 %`: a share from 0 to 1. */
export function formatShare(share: number, language: Language): string {
  const format = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 1 });
  return `${format.format(share * 100)}\u00a0%`;
}

const sizes = {
  en: ['B', 'kB', 'MB', 'GB'],
  fr: ['o', 'ko', 'Mo', 'Go'],
} as const;

/** `3.4 MB`, in powers of 1000. */
export function formatBytes(bytes: number, language: Language): string {
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const number = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 1 });
  return `${number.format(bytes / 1000 ** power)}\u00a0${sizes[language][power] ?? ''}`;
}

/** `+2`, `−3`, `0`: a correction. */
export function formatDifference(difference: number): string {
  if (difference === 0) return '0';
  return difference > 0 ? `+${difference}` : `\u2212${-difference}`;
}
