import { expect, test } from 'vitest';
import { playTexts } from '../../../../../app/cli/play/play-texts.ts';
import { signedIn, signInWhereNeeded } from '../../../../../app/cli/play/sign-in.ts';
import type { Asker } from '../../../../../app/cli/terminal/ask.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';
import type { Player } from '../../../../../app/player/player.ts';

const texts = playTexts('en');

/** A player as far as signing in goes, and what it was told. */
function aPlayer(account: { member: string | null; isSignedIn: boolean }) {
  const told: unknown[] = [];
  const player = {
    account,
    activate: (request: object) => {
      const { name: _, ...secrets } = request as { name: string };
      told.push({ activated: secrets });
      return Promise.resolve();
    },
    signIn: (request: object) => {
      const { name: _, ...secrets } = request as { name: string };
      told.push({ signedIn: secrets });
      return Promise.resolve();
    },
  } as unknown as Player;
  return { player, told };
}

/** Answers to questions, in the order in which they are asked. */
function anAsker(answers: readonly string[], isTerminal: boolean): Asker {
  const rest = [...answers];
  const next = () => Promise.resolve(rest.shift() ?? 'nothing');
  return { isTerminal, line: next, secret: next };
}

function request(
  player: Player,
  answers: readonly string[],
  more: { activates?: boolean; member?: string; isTerminal?: boolean } = {},
) {
  const { activates = false, member = null, isTerminal = true } = more;
  const asker = anAsker(answers, isTerminal);
  return { player, asker, texts, member, activates, signal: new AbortController().signal };
}

test('who is signed in is asked for nothing', async () => {
  const { player, told } = aPlayer({ member: '100001', isSignedIn: true });
  await signInWhereNeeded(request(player, []));
  expect(told).toEqual([]);
});

test('the first time member number and password are asked for', async () => {
  const { player, told } = aPlayer({ member: null, isSignedIn: false });
  await signInWhereNeeded(request(player, ['100001', 'correct horse']));
  expect(told).toEqual([{ signedIn: { member: '100001', password: 'correct horse' } }]);
});

test('the first password is set with the PIN, and typed twice at a terminal', async () => {
  const { player, told } = aPlayer({ member: null, isSignedIn: false });
  const answers = ['2468', 'correct horse', 'correct horse'];
  await signInWhereNeeded(request(player, answers, { activates: true, member: '100001' }));
  const secrets = { member: '100001', pin: '2468', password: 'correct horse' };
  expect(told).toEqual([{ activated: secrets }]);
});

test('two passwords that differ set nothing', async () => {
  const { player, told } = aPlayer({ member: '100001', isSignedIn: false });
  const asked = request(player, ['2468', 'correct horse', 'correct house'], { activates: true });
  await expect(signInWhereNeeded(asked)).rejects.toMatchObject({ code: 'PLAY_PASSWORDS_DIFFER' });
  expect(told).toEqual([]);
});

test('lines of standard input are not asked for twice', async () => {
  const { player, told } = aPlayer({ member: '100001', isSignedIn: false });
  const more = { activates: true, isTerminal: false };
  await signInWhereNeeded(request(player, ['2468', 'correct horse'], more));
  expect(told).toHaveLength(1);
});

test('a session that turns out to be too old is begun anew, once', async () => {
  const { player, told } = aPlayer({ member: '100001', isSignedIn: true });
  let attempts = 0;
  const watch = () => {
    attempts += 1;
    if (attempts === 2) return Promise.resolve('film');
    (player.account as { isSignedIn: boolean }).isSignedIn = false;
    const old = new AppError('PLAYER_SIGN_IN_AGAIN', 'Too long ago.', { remedy: 'reject-input' });
    return Promise.reject(old);
  };
  expect(await signedIn(request(player, ['correct horse']), watch)).toBe('film');
  expect(told).toEqual([{ signedIn: { member: '100001', password: 'correct horse' } }]);
});
