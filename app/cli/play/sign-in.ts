import { hostname } from 'node:os';
import { AppError, isAppError } from '../../foundation/errors.ts';
import type { Player } from '../../player/player.ts';
import type { Asker } from '../terminal/ask.ts';
import type { PlayTexts } from './play-texts.ts';

export interface SignInRequest {
  readonly player: Player;
  readonly asker: Asker;
  readonly texts: PlayTexts;
  /** As given on the command line; null: of the account, or asked for. */
  readonly member: string | null;
  /** Sets the first password, with the PIN of the kiosk. */
  readonly activates: boolean;
  readonly signal: AbortSignal;
}

/** Names a device at the bank may have: longer ones are cut. */
const NAME_LENGTH = 60;

/** Signs in where that is needed; the first time the player enrols. @throws AppError what the bank refuses. */
export async function signInWhereNeeded(request: SignInRequest): Promise<void> {
  const { player, asker, texts, activates, signal } = request;
  if (!activates && player.account.isSignedIn) return;
  const name = hostname().slice(0, NAME_LENGTH) || 'Diptych player';
  const member =
    request.member ?? player.account.member ?? (await asker.line(texts.member, signal));
  if (activates) {
    const pin = await asker.secret(texts.pin, signal);
    const password = await newPassword(asker, texts, signal);
    await player.activate({ member, pin, password, name }, signal);
  } else {
    const password = await asker.secret(texts.password, signal);
    await player.signIn({ member, password, name }, signal);
  }
}

/** Does something for which one must be signed in; once more after signing in, where the session turns out to be too old. */
export async function signedIn<Result>(
  request: SignInRequest,
  action: () => Promise<Result>,
): Promise<Result> {
  await signInWhereNeeded(request);
  try {
    return await action();
  } catch (error) {
    if (!isAppError(error, 'PLAYER_SIGN_IN_AGAIN')) throw error;
    await signInWhereNeeded({ ...request, activates: false });
    return action();
  }
}

/** Twice at a terminal, where nobody sees what is typed. */
async function newPassword(asker: Asker, texts: PlayTexts, signal: AbortSignal): Promise<string> {
  const password = await asker.secret(texts.newPassword, signal);
  if (asker.isTerminal && (await asker.secret(texts.again, signal)) !== password) {
    throw new AppError('PLAY_PASSWORDS_DIFFER', texts.differ, { remedy: 'retry' });
  }
  return password;
}
