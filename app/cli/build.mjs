/**
 * Bundles every program of the product into `dist/` with esbuild, and the screens with Vite. Does nothing where the
 * sources have not changed since the last build.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const stampFile = join(root, 'dist', 'sources.sha256');

/** Plain Node programs: output name to entry point. */
const programs = {
  diptych: 'app/cli/diptych.ts',
  bank: 'app/bank/main.ts',
  controller: 'app/kiosk/controller/main.ts',
  'simulated-cdrskin': 'drivers/optical-drive/simulated-cdrskin.ts',
};
/** Programs of threads, which start faster with all that they need in one file. */
const threads = {
  'press-worker': 'app/bank/generate/worker/main.ts',
  'engine-worker': 'app/split/threads/worker/main.ts',
};
/** Programs that run inside Electron, as CommonJS: the preload script is sandboxed and may be nothing else. */
const electronPrograms = {
  'shell-main': 'app/kiosk/shell/electron-main.ts',
  'shell-preload': 'app/kiosk/shell/electron-preload.ts',
};

function hashOfSources() {
  const hash = createHash('sha256');
  const visit = (folder) => {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
    }
  };
  for (const folder of ['app', 'drivers', 'db', 'templates']) visit(join(root, folder));
  hash.update(readFileSync(join(root, 'package-lock.json')));
  return hash.digest('hex');
}

function lastBuild() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return '';
  }
}

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
};

async function bundlePrograms() {
  const { build: bundle } = await import('esbuild');
  const { diptych, ...others } = programs;
  const asModules = { ...common, format: 'esm', packages: 'external', outdir: 'dist' };
  await Promise.all([
    bundleThreads(),
    bundle({ ...asModules, entryPoints: others }),
    // What the command imports only when it is needed stays apart, so that a player loads the player alone. All lies beside
    // the program: modules look for their files from there.
    bundle({
      ...asModules,
      entryPoints: { diptych },
      splitting: true,
      chunkNames: 'diptych-[name]-[hash]',
    }),
  ]);
}

/** Bundles the threads into `outdir`, beside the programs that start them. */
export async function bundleThreads(outdir = 'dist') {
  const { build: bundle } = await import('esbuild');
  await bundle({
    ...common,
    format: 'esm',
    minifySyntax: true,
    minifyWhitespace: true,
    entryPoints: threads,
    outdir,
  });
}

/** Bundles the shell into `outdir`, npm packages included: it is shipped without any. */
export async function bundleShell(outdir = 'dist') {
  const { build: bundle } = await import('esbuild');
  await bundle({
    ...common,
    entryPoints: electronPrograms,
    format: 'cjs',
    external: ['electron'],
    outExtension: { '.js': '.cjs' },
    outdir,
  });
}

/** @returns {Promise<boolean>} whether anything was built. */
export async function build() {
  const sources = hashOfSources();
  if (lastBuild() === sources) return false;
  const { build: buildPages } = await import('vite');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  mkdirSync(join(root, 'dist'));
  await Promise.all([
    bundlePrograms(),
    bundleShell(),
    buildPages({ root: join(root, 'app/kiosk/screens'), logLevel: 'warn' }),
    buildPages({ root: join(root, 'app/player/page'), logLevel: 'warn' }),
  ]);
  writeFileSync(stampFile, sources);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = await build();
  process.stderr.write(built ? 'Built dist/.\n' : 'dist/ is up to date.\n');
}
