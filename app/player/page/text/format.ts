/** `1:02:03`, `12:40`: a moment of the film, the same in every language. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** `21 November 2026`, in the reader's time zone. */
export function formatDay(instant: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(Date.parse(instant));
}

/** `38 kbit/s`. */
export function formatRate(kilobits: number, locale: string): string {
  return `${new Intl.NumberFormat(locale).format(Math.round(kilobits))}\u00a0kbit/s`;
}
