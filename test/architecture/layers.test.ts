import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cruiseHouse, layerConfiguration, sourceFiles } from './cruise-house.ts';
import { plantHouse, type Plant } from './planted-house.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

describe('the house', () => {
  it('keeps every rule of who may import what, in every source file there is', async () => {
    const { seen, violations } = await cruiseHouse(root);
    const files = sourceFiles(root);
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => !seen.has(file))).toEqual([]);
    expect(violations).toEqual([]);
  });
});

interface ReportedPlant extends Plant {
  /** What the check must say of it. */
  readonly report: string;
}

/** At least one import for every rule. A target that ends in `leaf.ts` imports nothing itself. */
const plants: readonly ReportedPlant[] = [
  plant('layer-app-foundation', 'app/foundation/a.ts', 'app/contracts/leaf.ts'),
  plant('layer-app-contracts', 'app/contracts/a.ts', 'app/split/leaf.ts'),
  plant('layer-app-mpeg2', 'app/mpeg2/a.ts', 'app/contracts/leaf.ts'),
  plant('layer-app-ac3', 'app/ac3/a.ts', 'app/mpeg2/leaf.ts'),
  plant('layer-app-mpeg-sound', 'app/mpeg-sound/a.ts', 'app/mpeg2/leaf.ts'),
  plant('layer-app-lpcm', 'app/lpcm/a.ts', 'app/mpeg2/leaf.ts'),
  plant('layer-app-split', 'app/split/a.ts', 'app/disc/leaf.ts'),
  plant('layer-app-disc', 'app/disc/a.ts', 'app/orders/leaf.ts'),
  plant('layer-app-orders', 'app/orders/a.ts', 'db/kiosk/leaf.ts'),
  plant('layer-app-licences', 'app/licences/a.ts', 'app/orders/leaf.ts'),
  plant('layer-app-delivery', 'app/delivery/a.ts', 'app/bank/ingest/leaf.ts'),
  plant('layer-app-bank', 'app/bank/a.ts', 'drivers/optical-drive/contract.ts'),
  plant('layer-app-kiosk-controller', 'app/kiosk/controller/a.ts', 'app/split/leaf.ts'),
  plant('layer-app-kiosk-shell', 'app/kiosk/shell/a.ts', 'app/orders/leaf.ts'),
  plant('layer-app-kiosk-screens', 'app/kiosk/screens/a.ts', 'app/foundation/leaf.ts'),
  plant('layer-app-player', 'app/player/a.ts', 'app/orders/leaf.ts'),
  plant('layer-app-look', 'app/look/a.ts', 'app/contracts/leaf.ts'),
  plant('layer-app-player-page', 'app/player/page/a.ts', 'app/foundation/leaf.ts'),
  plant('layer-app-cli', 'app/cli/a.ts', 'test/support/leaf.ts'),
  plant('layer-drivers', 'drivers/disc-robot/a.ts', 'app/orders/leaf.ts'),
  plant('layer-db', 'db/bank/a.ts', 'app/licences/leaf.ts'),
  plant('layer-templates', 'templates/jacket/a.ts', 'app/orders/leaf.ts'),
  { ...plant('layer-templates', 'templates/jacket/b.ts', 'db/kiosk/leaf.ts'), typeOnly: true },
  plant('every-file-has-a-room', 'app/attic/a.ts', 'app/foundation/leaf.ts'),
  plant('no-cycles', 'app/split/chicken.ts', 'app/split/egg.ts'),
  plant('nothing-imports-tests', 'db/kiosk/a.ts', 'test/support/leaf.ts'),
  plant('nothing-imports-the-command', 'app/kiosk/shell/b.ts', 'app/cli/leaf.ts'),
  plant('orders-and-licences-are-pure', 'app/orders/b.ts', 'node:crypto'),
  plant('orders-and-licences-are-pure', 'app/licences/b.ts', 'fs'),
  plant('screens-run-in-a-browser', 'app/kiosk/screens/b.ts', 'node:path'),
  plant('screens-run-in-a-browser', 'app/contracts/b.ts', 'node:crypto'),
  plant('screens-run-in-a-browser', 'app/player/page/b.ts', 'node:path'),
  plant('vault-and-generate-only-through-compose', 'app/cli/b.ts', 'app/bank/vault/leaf.ts'),
  plant(
    'vault-and-generate-only-through-compose',
    'app/bank/identity/a.ts',
    'app/bank/generate/leaf.ts',
  ),
  // A route that reaches the vault by way of another room: the second step is what is planted above.
  plant(
    'the-public-side-never-reaches-the-vault',
    'app/bank/http/a.ts',
    'app/bank/identity/a.ts',
    'app/bank/generate/leaf.ts',
  ),
  plant('pages-see-contracts-only', 'app/bank/pages/a.ts', 'db/bank/leaf.ts'),
  plant('the-command-enters-the-bank-by-its-doors', 'app/cli/c.ts', 'app/bank/http/leaf.ts'),
  plant(
    'devices-are-built-by-compose',
    'app/kiosk/controller/b.ts',
    'drivers/disc-robot/simulated-leaf.ts',
  ),
  plant('programs-import-what-ships', 'templates/jacket/c.ts', 'vitest'),
  plant('packages-are-declared', 'app/disc/b.ts', 'brought-by-another'),
  plant('imports-are-found', 'app/disc/c.ts', './missing'),
  plant('hardware-only-in-drivers', 'app/kiosk/controller/c.ts', 'serialport'),
  plant('hardware-only-in-drivers', 'drivers/contract/a.ts', 'usb'),
  plant('databases-only-in-db', 'app/bank/b.ts', 'kysely'),
  { ...plant('databases-only-in-db', 'app/bank/c.ts', 'better-sqlite3'), typeOnly: true },
  plant('electron-only-in-shell', 'app/kiosk/controller/d.ts', 'electron'),
  plant('ffmpeg-only-in-disc', 'app/bank/ingest/a.ts', 'fluent-ffmpeg'),
  plant('react-only-in-screens', 'app/kiosk/controller/e.ts', 'react'),
];

/** The way back of the planted cycle: a cycle is reported once, where it is first met. */
const wayBack: Plant = {
  ...plant('no-cycles', 'app/split/egg.ts', 'app/split/chicken.ts'),
  typeOnly: true,
};

/** What is allowed, side by side with what is not: none of these may be reported. */
const allowed: readonly Plant[] = [
  plant('', 'app/bank/compose.ts', 'app/bank/vault/leaf.ts'),
  plant('', 'app/bank/generate/a.ts', 'app/bank/vault/leaf.ts'),
  plant('', 'app/kiosk/controller/compose.ts', 'drivers/disc-robot/simulated-leaf.ts'),
  plant('', 'app/kiosk/controller/f.ts', 'drivers/disc-robot/contract.ts'),
  plant('', 'app/kiosk/screens/c.ts', 'react'),
  plant('', 'app/kiosk/shell/c.ts', 'electron'),
  plant('', 'app/cli/d.ts', 'app/bank/ingest/leaf.ts'),
  plant('', 'app/disc/d.ts', 'fluent-ffmpeg'),
  plant('', 'db/bank/b.ts', 'kysely'),
  plant('', 'drivers/disc-robot/b.ts', 'serialport'),
  plant('', 'test/unit/a.ts', 'vitest'),
];

function plant(rule: string, from: string, to: string, reported = to): ReportedPlant {
  const bare = reported.replace(/^node:/, '');
  return { rule, from, to, report: `${rule}: ${from} -> ${bare}` };
}

describe('a house built against the rules', () => {
  it('is reported rule by rule, and every rule can fail', async () => {
    const planted = plantHouse([...plants, wayBack, ...allowed]);
    try {
      const { violations } = await cruiseHouse(planted);
      const reported = new Set(violations.map(withoutPackageFolder));
      const missed = plants.map(({ report }) => report).filter((report) => !reported.has(report));
      expect(missed).toEqual([]);
      const broken = new Set(violations.map((violation) => violation.split(':')[0]));
      expect(broken).toEqual(new Set(layerConfiguration.forbidden.map(({ name }) => name)));
      const innocent = violations.filter((violation) =>
        allowed.some(({ from }) => violation.includes(`: ${from} ->`)),
      );
      expect(innocent).toEqual([]);
    } finally {
      rmSync(planted, { recursive: true, force: true });
    }
  });
});

function withoutPackageFolder(violation: string): string {
  return violation.replace(/node_modules\/([^/]+)\/index\.js$/, '$1');
}
