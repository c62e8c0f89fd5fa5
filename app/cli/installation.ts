import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where this installation lies. The bundle is `dist/diptych.js`, so the root is one folder up. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

export const installation = {
  root,
  bank: join(root, 'dist', 'bank.js'),
  controller: join(root, 'dist', 'controller.js'),
  simulatedCdrskin: join(root, 'dist', 'simulated-cdrskin.js'),
  screens: join(root, 'dist', 'screens'),
} as const;

/** Folders of one set of data: `DIPTYCH_DATA`, or `var` in the checkout. */
export interface DataFolders {
  readonly bank: string;
  readonly vault: string;
  readonly media: string;
  readonly kiosk: string;
  /** The kiosk of `npm run disc`, apart from that of `npm start`, so that both may run at once. */
  readonly terminalKiosk: string;
  readonly discs: string;
  readonly logs: string;
}

export function dataFolders(base = process.env['DIPTYCH_DATA'] ?? join(root, 'var')): DataFolders {
  const bank = join(base, 'bank');
  return {
    bank,
    vault: join(bank, 'vault'),
    media: join(bank, 'media'),
    kiosk: join(base, 'kiosk'),
    terminalKiosk: join(base, 'terminal-kiosk'),
    discs: join(base, 'discs'),
    logs: join(base, 'logs'),
  };
}
