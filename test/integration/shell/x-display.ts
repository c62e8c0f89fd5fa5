import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

export interface XDisplay {
  /** As `DISPLAY` wants it: `:99`. */
  readonly name: string;
  close(): Promise<void>;
}

/** Starts Xvfb on a display that is free; `size` in pixels, as `800x600`. */
export async function startXDisplay(size: string): Promise<XDisplay> {
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const [chosen] = (await once(server.stdio[3] as Readable, 'data')) as [Buffer];
  return {
    name: `:${chosen.toString('ascii').trim()}`,
    async close() {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
  };
}
