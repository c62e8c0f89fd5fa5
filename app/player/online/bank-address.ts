import { playerError } from '../player-error.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address of a bank without a slash at its end. Passwords travel to it, so it is `https`, or on this machine.
 *
 * @throws AppError `PLAYER_BANK_ADDRESS`.
 */
export function parseBankAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '') {
    throw playerError('PLAYER_BANK_ADDRESS', `${text} is no address of a bank.`, {});
  }
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    throw playerError(
      'PLAYER_BANK_ADDRESS',
      `The bank at ${url.host} must be spoken to by https: passwords travel to it.`,
      { host: url.host },
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
