import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..', '..', '..');

/** Packages for bodies and sheets that a simulated machine with plain jackets has not. */
const ABSENT = /^(serialport|usb|modbus-serial|pdfkit|bwip-js|esbuild)$/;

/** An absent package is an object of which nothing can be used. */
const withoutBodies: Plugin = {
  name: 'without-bodies',
  setup(build) {
    build.onResolve({ filter: ABSENT }, ({ path }) => ({ path, namespace: 'absent' }));
    build.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: 'module.exports = {};',
    }));
  },
};

/**
 * Bundles the program of a life with its npm packages, but for those with native parts, and compiles it: it starts several
 * times a second.
 *
 * @returns where its loader lies.
 */
export async function bundleLife(): Promise<string> {
  // Beside the packages: what is not in the bundle is found from there.
  const folder = join(root, 'node_modules', '.cache', 'diptych-power-cut');
  mkdirSync(folder, { recursive: true });
  const bundle = join(folder, `life-${process.pid}.cjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [join(import.meta.dirname, 'life.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['better-sqlite3', '@node-rs/argon2'],
    plugins: [withoutBodies],
    define: { 'import.meta.url': 'importMetaUrl', 'import.meta.dirname': '__dirname' },
    banner: { js: `const importMetaUrl = require('node:url').pathToFileURL(__filename).href;` },
    logLevel: 'error',
  });
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, 'utf8')}\n})`;
  writeFileSync(bundle, source);
  const compiled = `${bundle}.compiled`;
  writeFileSync(compiled, new Script(source, { filename: bundle }).createCachedData());
  const loader = join(folder, `boot-${process.pid}.cjs`);
  writeFileSync(
    loader,
    `const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');
const name = ${JSON.stringify(bundle)};
const cachedData = readFileSync(${JSON.stringify(compiled)});
const script = new Script(readFileSync(name, 'utf8'), { filename: name, cachedData });
script.runInThisContext()(exports, require, module, name, __dirname);
`,
  );
  process.once('exit', () => {
    for (const path of [bundle, compiled, loader]) rmSync(path, { force: true });
  });
  return loader;
}
