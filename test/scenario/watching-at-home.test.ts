import { type ChildProcess, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoMembers } from '../../app/cli/demo.ts';
import { openFileSource } from '../../app/disc/file-source.ts';
import { readDvdStructure } from '../../app/disc/dvd-structure.ts';
import { runDiptych } from '../support/run-diptych.ts';
import { ended, firstLine, type Home, openHome, stop, textOf } from '../support/home.ts';

const [owner, stranger] = demoMembers;
/** Bytes of the original around a place that the disc lacks. */
const RUN = 24;

let home: Home;
let film: Buffer;

beforeAll(async () => {
  home = await openHome('big-buck-bunny');
  film = titleOf(home.master);
}, 180_000);

afterAll(() => home.close());

function titleOf(image: string): Buffer {
  const source = openFileSource(image);
  try {
    const extents = readDvdStructure(source).titles[0]?.extents ?? [];
    const bytes = readFileSync(image);
    return Buffer.concat(
      extents.map(({ offset, length }) => bytes.subarray(offset, offset + length)),
    );
  } finally {
    source.close();
  }
}

function play(
  parameters: readonly string[],
  member: { member: string; password: string } = owner,
  playerFolder: string = home.playerFolder,
) {
  const common = ['--member', member.member, '--password-stdin', '--bank', home.bankUrl];
  const words = ['play', home.disc.image, ...common, ...parameters];
  return home.start(words, [member.password], { DIPTYCH_PLAYER: playerFolder });
}

async function bytesOf(
  child: ChildProcess,
): Promise<{ bytes: Buffer; code: number | null; stderr: string }> {
  const pieces: Buffer[] = [];
  const over = ended(child);
  const said = textOf(child.stderr);
  for await (const piece of child.stdout ?? []) pieces.push(piece as Buffer);
  return { bytes: Buffer.concat(pieces), code: await over, stderr: await said };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function frames(input: string | Buffer): string {
  const piped = typeof input !== 'string';
  return execFileSync(
    'ffmpeg',
    [
      '-v',
      'error',
      '-i',
      piped ? 'pipe:0' : input,
      '-map',
      '0:v',
      '-map',
      '0:a',
      '-f',
      'framemd5',
      '-',
    ],
    { ...(piped ? { input } : {}), encoding: 'utf8', maxBuffer: 1 << 26 },
  );
}

describe('a disc at home', () => {
  test('gives the whole original to who bought it, bit for bit; pictures and sound are its own', async () => {
    const { bytes, code } = await bytesOf(play(['--stdout']));
    expect({ code, sha256: sha256(bytes) }).toEqual({ code: 0, sha256: sha256(film) });
    expect(frames(bytes)).toBe(frames(film));
  });

  test('is refused to somebody else, in a sentence', async () => {
    const { bytes, code, stderr } = await bytesOf(
      play(['--stdout'], stranger, `${home.playerFolder}-of-a-stranger`),
    );
    expect([code, bytes.length]).toEqual([2, 0]);
    expect(stderr).toContain('WRONG_USER');
  });

  test('is not shown to somebody else because its owner has signed in on this player', async () => {
    const { bytes, code, stderr } = await bytesOf(play(['--stdout'], stranger));
    expect([code, bytes.length]).toEqual([2, 0]);
    expect(stderr).toContain('PLAYER_OTHER_MEMBER');
  });

  test('is nothing but noise without its bank', () => {
    expect(sha256(titleOf(home.disc.image))).not.toBe(sha256(film));
  });
});

describe('a player that is asked to end', () => {
  test('ends, though nobody reads what it wrote', async () => {
    const child = play(['--stdout']);
    const stderr = textOf(child.stderr);
    // Some bytes are there, and are left where they are: the pipe fills.
    await once(child.stdout ?? child, 'readable');
    expect(await stop(child, 'SIGINT')).toBe(1);
    child.stdout?.destroy();
    expect(await stderr).toContain('CLI_INTERRUPTED');
  });
});

describe('a player that is killed', () => {
  test('leaves no byte of the original in any file', async () => {
    const child = play(['--stdout', '--title', '1']);
    child.stderr?.resume();
    // Two megabytes are out; more waits in the pipe, in the ring and behind it.
    let read = 0;
    for await (const piece of child.stdout ?? []) {
      read += (piece as Buffer).length;
      if (read > 2_000_000) break;
    }
    const { pid } = child;
    if (pid === undefined) throw new Error('The player does not run.');
    const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
    const written = filesWritten(pid);
    await stop(child, 'SIGKILL');

    expect(limits).toMatch(/^Max core file size +0 /m);
    const kept = [...filesBelow(home.playerFolder), ...written];
    expect(kept.length).toBeGreaterThan(0);
    const runs = runsThatTheDiscLacks();
    expect(runs.length).toBeGreaterThan(500);
    const master = readFileSync(home.master);
    expect(runs.every((run) => master.includes(run))).toBe(true);
    const found = kept.filter((path) => {
      const bytes = readFileSync(path);
      return runs.some((run) => bytes.includes(run));
    });
    expect(found).toEqual([]);
  });
});

/** Places of the first two megabytes of the film in which the disc differs, with what stands around them in the original. */
function runsThatTheDiscLacks(): Buffer[] {
  const disc = titleOf(home.disc.image);
  const runs: Buffer[] = [];
  for (let at = RUN; at < 2_000_000; at++) {
    if (film[at] === disc[at]) continue;
    runs.push(film.subarray(at - RUN / 2, at + RUN / 2));
    at += 1024;
  }
  return runs;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Regular files that a process has open for writing (proc(5): `flags` of fdinfo, octal). */
function filesWritten(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((number) => {
    const flags = /^flags:\s+([0-7]+)$/m.exec(
      readFileSync(`/proc/${pid}/fdinfo/${number}`, 'utf8'),
    );
    const path = readlinkSync(`/proc/${pid}/fd/${number}`);
    const isWritten = (Number.parseInt(flags?.[1] ?? '0', 8) & 3) !== 0;
    return isWritten && path.startsWith('/') && statSync(path).isFile() ? [path] : [];
  });
}

describe('the film on this machine', () => {
  test('can be read anywhere, in any order', async () => {
    const child = play(['--no-player']);
    const url = await firstLine(child, /(http:\S+title-1\.vob)/);
    const wanted = [0.9, 0, 0.5, 0.1, 0.7].map((part) => Math.floor(film.length * part) + 7);
    for (const first of wanted) {
      const last = Math.min(first + 300_000, film.length) - 1;
      const answer = await fetch(url, { headers: { range: `bytes=${first}-${last}` } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect({ status: answer.status, bytes: sha256(bytes) }).toEqual({
        status: 206,
        bytes: sha256(film.subarray(first, last + 1)),
      });
    }
    expect(await stop(child, 'SIGINT')).not.toBeNull();
  });

  test('plays in mpv, with its chapters', async () => {
    const child = play(['--no-player']);
    const url = await firstLine(child, /(http:\S+title-1\.vob)/);
    const chapters = url.replace(/title-1\.vob$/, 'chapters-1.ffmetadata');
    const said = execFileSync(
      'mpv',
      [
        '--no-config',
        '--quiet',
        '--vo=null',
        '--ao=null',
        '--untimed',
        '--frames=60',
        `--chapters-file=${chapters}`,
        '--term-playing-msg=chapters=${chapters} video=${video-params/w}x${video-params/h}',
        url,
      ],
      { encoding: 'utf8' },
    );
    expect(said).toMatch(/chapters=[1-9]\d* video=720x576/);
    await stop(child, 'SIGINT');
  });

  test('ends within the look-ahead when its licence is revoked, and says so', async () => {
    const child = play(['--no-player']);
    const stderr = textOf(child.stderr);
    const url = await firstLine(child, /(http:\S+title-1\.vob)/);
    const start = await fetch(url, { headers: { range: 'bytes=0-99999' } });
    await start.arrayBuffer();
    const revoked = await runDiptych(
      ['licence', 'revoke', home.disc.orderId, '--reason', 'for this test'],
      home.environment,
    );
    expect(revoked).toMatchObject({ code: 0 });
    const rest = await fetch(url, { headers: { range: `bytes=100000-${film.length - 1}` } })
      .then((answer) => answer.arrayBuffer())
      .then(
        (bytes) => bytes.byteLength,
        () => -1,
      );
    expect(rest).toBeLessThan(film.length - 100_000);
    expect(await ended(child)).not.toBe(0);
    expect(await stderr).toContain('LICENCE_REVOKED');
  });
});
