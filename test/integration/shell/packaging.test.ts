import { extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeStubElectron } from './stub-electron.ts';

const root = process.cwd();
const require = createRequire(import.meta.url);

/** Loaded into every Node process of the packaging: writes down what it wants to reach, and refuses. */
const networkGuard = `
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const [first] = args.flat();
  if (typeof first === 'string' || first?.path) return connect.apply(this, args);
  appendFileSync(process.env.NETWORK_LOG, JSON.stringify(first) + '\\n');
  throw new Error('No network in this test.');
};
`;

let folder: string;
let unpacked: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diptych-packaging-'));
  const project = join(folder, 'project');
  await layOutProject(project);
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(root, 'node_modules/electron/package.json'), 'utf8')));
  await makeStubElectron(join(folder, 'electron'), version);
  await writeFile(join(folder, 'guard.cjs'), networkGuard);
  await writeFile(join(folder, 'network.log'), '');
  const arguments_ = [
    require.resolve('electron-builder/cli.js'),
    '--linux',
    'dir',
    '--publish=never',
    `--projectDir=${project}`,
    `-c.electronDist=${join(folder, 'electron')}`,
    `-c.electronVersion=${version}`,
  ];
  await promisify(execFile)(process.execPath, arguments_, {
    env: {
      ...process.env,
      NODE_OPTIONS: `--require=${join(folder, 'guard.cjs')}`,
      NETWORK_LOG: join(folder, 'network.log'),
    },
  });
  unpacked = join(project, 'release', 'linux-unpacked');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The files of the checkout that packaging sees, bundles fresh from the sources, and some that must stay outside. */
async function layOutProject(project: string): Promise<void> {
  await mkdir(join(project, 'dist', 'screens'), { recursive: true });
  for (const file of ['package.json', 'package-lock.json', 'LICENSE', 'electron-builder.yml']) {
    await cp(join(root, file), join(project, file));
  }
  for (const link of ['node_modules', 'app']) await symlink(join(root, link), join(project, link));
  const builder: unknown = await import(pathToFileURL(join(root, 'app/cli/build.mjs')).href);
  await (builder as { bundleShell(outdir: string): Promise<void> }).bundleShell(
    join(project, 'dist'),
  );
  await writeFile(join(project, 'dist', 'controller.js'), '// the controller');
  await writeFile(join(project, 'dist', 'bank.js'), '// the bank');
  await writeFile(join(project, 'dist', 'screens', 'index.html'), '<title>Diptych</title>');
}

describe('the packed shell', () => {
  it('holds its two programs and its manifest, and nothing else', () => {
    expect(listPackage(join(unpacked, 'resources/app.asar'), { isPack: false }).toSorted()).toEqual(
      ['/dist', '/dist/shell-main.cjs', '/dist/shell-preload.cjs', '/package.json'],
    );
  });

  it('has every fuse set as the security checklist asks', async () => {
    const wire = await getCurrentFuseWire(join(unpacked, 'diptych-shell'));
    const on = (option: FuseV1Options) => String.fromCharCode(Number(wire[option])) === '1';
    expect({
      runAsNode: on(FuseV1Options.RunAsNode),
      cookieEncryption: on(FuseV1Options.EnableCookieEncryption),
      nodeOptions: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      nodeInspect: on(FuseV1Options.EnableNodeCliInspectArguments),
      asarIntegrity: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyFromAsar: on(FuseV1Options.OnlyLoadAppFromAsar),
      browserSnapshot: on(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
      filePrivileges: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: false,
      cookieEncryption: true,
      nodeOptions: false,
      nodeInspect: false,
      asarIntegrity: true,
      onlyFromAsar: true,
      browserSnapshot: false,
      filePrivileges: false,
    });
  });

  it('is accompanied by the controller and its pages as plain files, and not by the bank', async () => {
    const controller = join(unpacked, 'resources', 'controller');
    expect(await readFile(join(controller, 'dist/controller.js'), 'utf8')).toBe(
      '// the controller',
    );
    expect(await readFile(join(controller, 'dist/screens/index.html'), 'utf8')).toContain(
      'Diptych',
    );
    await expect(readFile(join(controller, 'dist/bank.js'))).rejects.toThrow('ENOENT');
  });

  it('starts with the program that package.json names', async () => {
    const archive = join(unpacked, 'resources/app.asar');
    const manifest = z
      .object({ main: z.string() })
      .parse(JSON.parse(extractFile(archive, 'package.json').toString('utf8')));
    expect(extractFile(archive, manifest.main).toString('utf8')).toContain('BrowserWindow');
  });

  it('needs no npm package at run time, and answers no message of a page', async () => {
    const programs = await Promise.all(
      ['shell-main.cjs', 'shell-preload.cjs'].map((name) =>
        readFile(join(folder, 'project', 'dist', name), 'utf8'),
      ),
    );
    const required = programs.flatMap((text) =>
      [...text.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]!),
    );
    expect(required.filter((name) => !name.startsWith('node:') && name !== 'electron')).toEqual([]);
    expect(programs.join('')).not.toMatch(/ipcMain|ipcRenderer/);
  });

  it('is made without the network', async () => {
    expect(await readFile(join(folder, 'network.log'), 'utf8')).toBe('');
  });
});
