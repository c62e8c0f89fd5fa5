import { existsSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../app/foundation/logger.ts';
import { seededRandomness } from '../../../../app/foundation/randomness.ts';
import { DriveClient } from '../../../../drivers/world/drive-client.ts';
import { endpointSchema } from '../../../../drivers/world/drive-protocol.ts';
import { serveDrives, type DriveServer } from '../../../../drivers/world/drive-server.ts';
import { worldUnderTest, type WorldUnderTest } from '../../../support/drivers-world.ts';

let under: WorldUnderTest;
let server: DriveServer;
let endpointPath: string;
beforeEach(async () => {
  under = worldUnderTest();
  endpointPath = join(under.folder, 'dev', 'endpoint.json');
  server = await serveDrives({
    world: under.world,
    rate: null,
    logger: silentLogger,
    randomness: seededRandomness('token'),
  });
});
afterEach(async () => {
  await server.close();
  under.remove();
});

/** Sends lines as they are, and gives the answers. */
async function say(...lines: string[]): Promise<unknown[]> {
  const { port } = endpointSchema.parse(JSON.parse(readFileSync(endpointPath, 'utf8')));
  const socket = connect({ host: '127.0.0.1', port });
  const answers: unknown[] = [];
  const reader = createInterface({ input: socket });
  for (const line of lines) socket.write(`${line}\n`);
  for await (const answer of reader) {
    answers.push(JSON.parse(answer));
    if (answers.length === lines.length) break;
  }
  socket.destroy();
  return answers;
}

describe('the world, listening for recorder programs', () => {
  it('answers for the drive whose node it was given', async () => {
    const client = (await DriveClient.connect(under.world.devicePath(2)))!;
    expect(await client.ask({ ask: 'eject' })).toEqual({ answer: 'done' });
    expect(under.world.state.trays.map((tray) => tray.position)).toEqual(['closed', 'open']);
    expect(await client.inspect()).toMatchObject({ tray: 'open', status: 'empty', rate: null });
    client.close();
  });

  it('knows no drive that is not there', async () => {
    expect(await DriveClient.connect(under.world.devicePath(3))).toBeNull();
    expect(await DriveClient.connect('/nowhere/dev/sr0')).toBeNull();
  });

  it('keeps its token to its owner, and does nothing for who has not said it', async () => {
    expect(statSync(endpointPath).mode & 0o777).toBe(0o600);
    const device = under.world.devicePath(1);
    const hello = JSON.stringify({ ask: 'hello', token: 'guess', device });
    expect(await say(hello, '{"ask":"eject"}')).toEqual([
      { answer: 'refused', why: 'no such drive' },
      { answer: 'refused', why: 'say hello first' },
    ]);
    expect(under.world.state.trays[0]?.position).toBe('closed');
  });

  it.each(['not json', '{"ask":"explode"}', '{"ask":"eject","now":true}'])(
    'refuses %s, and goes on listening',
    async (line) => {
      expect(await say(line, line)).toEqual([
        { answer: 'refused', why: 'not understood' },
        { answer: 'refused', why: 'not understood' },
      ]);
    },
  );

  it('is not to be found once closed', async () => {
    const client = (await DriveClient.connect(under.world.devicePath(1)))!;
    await server.close();
    await expect(client.ask({ ask: 'inspect' })).rejects.toMatchObject({ code: 'WORLD_GONE' });
    expect(existsSync(endpointPath)).toBe(false);
  });
});
