import type { Money } from '../../../contracts/money.ts';
import type { Language } from '../../../contracts/title.ts';

const locales = { en: 'en-GB', fr: 'fr-FR' } as const satisfies Record<Language, string>;

/** `15:42`, in the machine's own time zone. */
export function formatTime(instantMs: number, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { hour: '2-digit', minute: '2-digit' }).format(
    instantMs,
  );
}

/** `Sunday 18:00`. Within a week a weekday is clearer than a date. */
export function formatDayTime(instantMs: number, language: Language): string {
  const day = new Intl.DateTimeFormat(locales[language], { weekday: 'long' }).format(instantMs);
  return `${day} ${formatTime(instantMs, language)}`;
}

/** `1 204 332`: groups of three, parted by a narrow space that does not break (ISO 80000-1 §7.3). */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, '\u202f');
}

/** Whole minutes from now, never less than one. */
export function minutesUntil(instantMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((instantMs - nowMs) / 60_000));
}

/** `9 min 56 s`, `1 h 12 min`, `45 s`: the same in both languages. */
export function formatLength(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  if (hours > 0) return `${hours}\u00a0h ${minutes}\u00a0min`;
  if (minutes === 0) return `${rest}\u00a0s`;
  return rest === 0 ? `${minutes}\u00a0min` : `${minutes}\u00a0min ${rest}\u00a0s`;
}

/** `€4.99`, `4,99 €`: amounts are in the smallest unit of their currency. */
export function formatMoney({ amount, currency }: Money, language: Language): string {
  const format = new Intl.NumberFormat(locales[language], { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
