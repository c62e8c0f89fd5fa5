import { createPackage } from '@electron/asar';
import { chmod, copyFile, mkdir, appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where @electron/fuses finds the fuses in a binary (its `SENTINEL`), then version 1 and how many there are. */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseVersion = 1;
/** As Electron ships them: `1` on, `0` off, in the order of `FuseV1Options`; one more than 1.8.0 of that package knows. */
const shippedFuses = '101100010';

/** Lays out in `folder` what electron-builder expects of an Electron distribution; its binary is no Electron. */
export async function makeStubElectron(folder: string, version: string): Promise<void> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  await mkdir(join(folder, 'locales'));
  const binary = join(folder, 'electron');
  await copyFile('/bin/true', binary);
  await chmod(binary, 0o755);
  const wire = Buffer.from([fuseVersion, shippedFuses.length]);
  await appendFile(binary, Buffer.concat([Buffer.from(fuseSentinel), wire]));
  await appendFile(binary, shippedFuses);
  await writeFile(join(folder, 'version'), version);
  await writeFile(join(folder, 'LICENSE'), 'stub');
  await writeFile(join(folder, 'LICENSES.chromium.html'), 'stub');
  const defaultApp = join(folder, 'default-app');
  await mkdir(defaultApp);
  await writeFile(join(defaultApp, 'package.json'), '{"name":"default-app","main":"main.js"}');
  await writeFile(join(defaultApp, 'main.js'), '');
  await createPackage(defaultApp, join(folder, 'resources', 'default_app.asar'));
}
