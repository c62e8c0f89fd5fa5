import { fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scriptedTitle } from '../kiosk-under-test.ts';
import { startScriptedBank, type ScriptedBank } from '../scripted-bank.ts';
import { streamOf } from './content.ts';
import { judge, type Verdict } from './judge.ts';
import { runFiles, type LifeMessage, type LifeOrder } from './life-order.ts';
import { paths, SECTORS, type PathName } from './path.ts';
import { clockOf } from './true-time.ts';

/** Something that happens in one life of a run: at its n-th boundary, from 1. */
export type Incident = { readonly at: number; readonly what: LifeOrder['what'] } | null;

export interface RunOrder {
  readonly program: string;
  readonly path: PathName;
  readonly seed: string;
  /** What happens in each life; after the last the kiosk is let live to the end. */
  readonly incidents: readonly Incident[];
  /** How far the wall clock of each life is off at its start, in milliseconds; left out, not at all. */
  readonly wallsOff?: readonly number[];
}

/** A boundary that was passed. */
export interface Passed {
  readonly life: number;
  readonly ordinal: number;
  readonly name: string;
}

export interface Run {
  readonly passed: readonly Passed[];
  /** Boundaries at which the power went. */
  readonly cuts: readonly Passed[];
  /** What must never be so, and was. */
  readonly violations: readonly string[];
  /** Orders by the state in which they ended. */
  readonly ends: readonly string[];
}

/** Longer than any life takes of real time, on a machine that is busy with much else: then its process hangs. */
const PATIENCE_MS = 900_000;

/** Runs a path with its incidents, each in a process of its own on what the one before left, and judges what came of it. */
export async function run(order: RunOrder): Promise<Run> {
  const memory = '/dev/shm';
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'diptych-cut-'));
  const file = (name: keyof typeof runFiles) => join(folder, runFiles[name]);
  mkdirSync(file('screens'));
  writeFileSync(join(file('screens'), 'index.html'), '<!doctype html><title>S</title>');
  const bank = await startScriptedBank({
    titles: [{ ...scriptedTitle, sectors: SECTORS }],
    stream: streamOf,
    clock: clockOf(file('time'), Date.parse('2026-03-02T08:00:00.000Z')),
    userOf: (member) => `u_member-${member}-x`,
  });
  const violations: string[] = [];
  const cuts: Passed[] = [];
  let ends: readonly string[] = [];
  const heed = (verdict: Verdict, when: string) => {
    violations.push(...verdict.violations.map((violation) => `${when}: ${violation}`));
    ends = verdict.ends;
  };
  try {
    for (let life = 0; ; life += 1) {
      const incident = order.incidents[life] ?? null;
      const { path, seed } = order;
      const end = await liveOnce(order.program, bank, {
        path,
        seed,
        life,
        folder,
        bankUrl: bank.url,
        at: incident?.at ?? null,
        what: incident?.what ?? 'cut',
        wallOff: order.wallsOff?.[life] ?? 0,
      });
      const whole = { folder, bank, path: paths[path], mayDiffer: order.incidents.some(isCut) };
      if (end.isCut) {
        const last = readTrace(file('trace')).at(-1);
        if (last !== undefined) cuts.push(last);
        heed(judge({ ...whole, isAtEnd: false }), `after the cut of life ${life}`);
        continue;
      }
      if (end.trouble !== null) violations.push(end.trouble);
      heed(judge({ ...whole, isAtEnd: true }), 'at the end');
      if (end.trouble !== null || life >= order.incidents.length - 1) break;
    }
    return { passed: readTrace(file('trace')), cuts, violations, ends };
  } finally {
    await bank.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function isCut(incident: Incident): boolean {
  return incident?.what === 'cut';
}

function readTrace(path: string): Passed[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [life = '', ordinal = '', ...name] = line.split(' ');
      return { life: Number(life), ordinal: Number(ordinal), name: name.join(' ') };
    });
}

/** @returns whether its power was cut, and what was wrong where it was not. */
function liveOnce(
  program: string,
  bank: ScriptedBank,
  order: LifeOrder,
): Promise<{ readonly isCut: boolean; readonly trouble: string | null }> {
  return new Promise((resolve) => {
    const child = fork(program, [JSON.stringify(order)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    let errors = '';
    let trouble: string | null = null;
    let isOver = false;
    child.stderr?.on('data', (bytes: Buffer) => {
      errors += bytes.toString('utf8');
    });
    child.on('message', (message: LifeMessage) => {
      if (message.ask === 'bank') bank.beAway(message.isAway);
      else {
        isOver = true;
        trouble = message.trouble;
      }
      child.send('heard', () => {});
    });
    const timer = setTimeout(() => {
      errors += `It hung for ${PATIENCE_MS / 1000} s.`;
      child.kill('SIGABRT');
    }, PATIENCE_MS);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve({ isCut: true, trouble: null });
      else if (isOver && code === 0) resolve({ isCut: false, trouble });
      else resolve({ isCut: false, trouble: `The process failed (${code ?? signal}): ${errors}` });
    });
  });
}
