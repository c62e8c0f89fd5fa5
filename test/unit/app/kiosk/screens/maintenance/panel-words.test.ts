import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { maintenanceActSchema } from '../../../../../../app/contracts/panel-acts.ts';
import { keyLayout } from '../../../../../../app/kiosk/screens/maintenance/pieces/key-layout.ts';
import { eventSentence } from '../../../../../../app/kiosk/screens/maintenance/words/event-sentence.ts';
import {
  machineWords,
  reasonWords,
} from '../../../../../../app/kiosk/screens/maintenance/words/machine-words.ts';
import { asOrderCode } from '../../../../../../app/kiosk/screens/maintenance/words/order-code.ts';
import {
  formatBytes,
  formatDay,
  formatDifference,
  formatSpeed,
} from '../../../../../../app/kiosk/screens/maintenance/words/panel-format.ts';
import {
  refusalSentence,
  signInRefusal,
} from '../../../../../../app/kiosk/screens/maintenance/words/refusal-sentence.ts';
import { stateWord } from '../../../../../../app/kiosk/screens/maintenance/words/state-word.ts';
import { eventsEn } from '../../../../../../app/kiosk/screens/text/panel/events-en.ts';
import { eventsFr } from '../../../../../../app/kiosk/screens/text/panel/events-fr.ts';
import { refusalsEn, refusalsFr } from '../../../../../../app/kiosk/screens/text/panel/refusals.ts';

const gaps = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([gap]) => gap).sort((a, b) => a.localeCompare(b));

/** Every source of the controller, or of a folder in it, as text. */
function controllerSources(within = ''): string {
  const controller = join(import.meta.dirname, '../../../../../../app/kiosk/controller');
  const folder = join(controller, within);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

describe('what happened', () => {
  test('every kind of event that the controller writes has its sentence in both languages', () => {
    const sources = controllerSources();
    const written = [...sources.matchAll(/(?:events\.add|\bnote)\(\s*'([a-z]+\.[A-Za-z-]+)'/g)];
    const acts = maintenanceActSchema.options.map(({ shape }) => `maintenance.${shape.act.value}`);
    // Put together where they are written, or written where no controller runs yet.
    const others = ['job.done', 'job.left', 'records.restored'];
    const kinds = [...new Set([...written.map(([, kind]) => kind!), ...acts, ...others])];
    expect(kinds.length).toBeGreaterThan(30);
    expect(kinds.filter((kind) => eventsEn[kind] === undefined)).toEqual([]);
  });

  test('every event of an order has its sentence', () => {
    const file = join(import.meta.dirname, '../../../../../../app/orders');
    const sources = ['order-event.ts', 'payment-event.ts']
      .map((name) => readFileSync(join(file, name), 'utf8'))
      .join('\n');
    const kinds = [...sources.matchAll(/readonly is: '(\w+)'|^ +is: '(\w+)'/gm)].map(
      ([, one, other]) => `order.${one ?? other}`,
    );
    expect(kinds.length).toBeGreaterThan(40);
    expect(kinds.filter((kind) => eventsEn[kind] === undefined)).toEqual([]);
  });

  test('both languages tell the same kinds with the same facts', () => {
    const shape = (table: Readonly<Record<string, string>>) =>
      Object.entries(table)
        .map(([kind, text]) => `${kind} ${gaps(text).join(' ')}`)
        .sort((a, b) => a.localeCompare(b));
    expect(shape(eventsFr)).toEqual(shape(eventsEn));
  });

  test('facts are told in the reader’s words, and missing ones as a dash', () => {
    const mode = { kind: 'machine.mode', facts: { mode: 'degraded' } };
    expect([eventSentence(mode, 'en'), eventSentence(mode, 'fr')]).toEqual([
      'The machine is: in service, with limits.',
      'La machine est\u00a0: en service, avec limites.',
    ]);
    const recount = { kind: 'maintenance.recount', facts: { unit: 'input', count: null } };
    expect(eventSentence(recount, 'en')).toBe('Blank discs: counted anew, –. –');
  });

  test('a kind that nobody has named is told with its facts, never hidden', () => {
    const facts = { to: 'rain', deep: { hidden: true }, mm: 3 };
    expect(eventSentence({ kind: 'weather.changed', facts }, 'en')).toBe(
      'weather.changed · to rain · mm 3',
    );
  });
});

describe('refusals', () => {
  test('both languages know the same codes', () => {
    expect(Object.keys(refusalsFr)).toEqual(Object.keys(refusalsEn));
  });

  test('an unknown one is told in the machine’s words, with its code', () => {
    const said = { code: 'SLOT_ON_FIRE', message: 'The slot burns.' };
    expect(refusalSentence(said, 'fr')).toBe('The slot burns. (SLOT_ON_FIRE)');
  });

  test('a refused sign-in says how many attempts are left', () => {
    const said = { code: 'STAFF_REFUSED', message: '' };
    expect([1, 3].map((left) => signInRefusal({ ...said, attemptsLeft: left }, 'en'))).toEqual([
      'Number or badge and PIN do not belong together. One more attempt is left before it is locked.',
      'Number or badge and PIN do not belong together. 3 attempts are left before it is locked.',
    ]);
  });
});

test('a code is read as it was meant: look-alikes, small letters and marks', () => {
  expect(['k7f392qd', 'K7F3-92QD', 'oil', 'u-2', 'K7F392QDXX'].map(asOrderCode)).toEqual([
    'K7F3-92QD',
    'K7F3-92QD',
    '011',
    'V2',
    'K7F3-92QD',
  ]);
});

test('a test of the machine says in French how far it is', () => {
  const folder = join('maintenance', 'tests');
  const told = /(?:tell\(|return |const detail = )'([^']+)'/g;
  const details = [...controllerSources(folder).matchAll(told)].map(([, detail]) => detail!);
  expect(details.length).toBeGreaterThan(6);
  expect(details.filter((detail) => machineWords(detail, 'fr') === detail)).toEqual([]);
});

test('a slot says why it is blocked in the reader’s words', () => {
  const reasons = [...controllerSources().matchAll(/is: 'blocked', reason: '([^']+)'/g)].map(
    ([, reason]) => reason!,
  );
  expect(reasons.length).toBeGreaterThan(3);
  const raw = reasons.filter((reason) => reasonWords(reason, 'fr') === reason);
  expect(raw).toEqual([]);
});

test('what a device says is told in French where we know the words', () => {
  const said = ['input 42 of 100', 'tray closed', 'Put paper in.', '31 °C'];
  expect(said.map((words) => machineWords(words, 'fr'))).toEqual([
    'pile 42 sur 100',
    'tiroir fermé',
    'Mettez du papier.',
    '31 °C',
  ]);
  expect(machineWords('tray closed', 'en')).toBe('tray closed');
});

test('why a slot or a drive is out of use is a sentence, or else the code', () => {
  expect(
    ['DRIVE_WRITE_ERROR', 'suspect in presenting', 'SOMETHING_NEW'].map((reason) =>
      reasonWords(reason, 'en'),
    ),
  ).toEqual(['Writing failed', 'nobody knows whether its disc was taken', 'SOMETHING_NEW']);
  expect(stateWord('disc', 'polished', 'fr')).toBe('polished');
});

test('figures are written as in the language of their reader', () => {
  expect([
    formatBytes(4_718_592, 'en'),
    formatBytes(4_718_592, 'fr'),
    formatBytes(0, 'en'),
    formatSpeed(7.85, 'fr'),
    formatDay('2026-11-20', 'en'),
    formatDifference(-3),
    formatDifference(2),
  ]).toEqual(['4.7\u00a0MB', '4,7\u00a0Mo', '0\u00a0B', '7,9×', '20 Nov', '\u22123', '+2']);
});

test('each language has its own keys, capitals on demand', () => {
  expect([keyLayout('en', false)[1], keyLayout('fr', true)[1]]).toEqual([
    'q w e r t y u i o p',
    'A Z E R T Y U I O P',
  ]);
});
