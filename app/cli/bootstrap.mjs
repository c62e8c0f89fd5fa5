/**
 * Makes a fresh checkout ready to run: Node's version, the Debian packages, the npm packages. Uses nothing but Node itself,
 * because nothing else is there yet. Costs a few milliseconds where all is in place.
 *
 * `--for-tests` adds what only the tests need.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A program and the Debian package that brings it. */
const toBuild = [
  ['make', 'build-essential'],
  ['g++', 'build-essential'],
  ['python3', 'python3'],
];
const toRun = [
  ['ffmpeg', 'ffmpeg'],
  ['dvdauthor', 'dvdauthor'],
  ['genisoimage', 'genisoimage'],
];
const toShow = [['chromium', 'chromium']];
const toTest = [
  ['age', 'age'],
  ['cc', 'build-essential'],
  ['cdrskin', 'cdrskin'],
  ['chromium', 'chromium'],
  ['growisofs', 'dvd+rw-tools'],
  ['jose', 'jose'],
  ['lsdvd', 'lsdvd'],
  ['mpeg2dec', 'mpeg2dec'],
  ['mpv', 'mpv'],
  ['pdftotext', 'poppler-utils'],
  // VLC plays nothing without its plug-ins.
  ['vlc', 'vlc-bin'],
  ['vlc', 'vlc-plugin-base'],
  ['swtpm', 'swtpm'],
  ['tpm2_nvdefine', 'tpm2-tools'],
  ['Xvfb', 'xvfb'],
];

const forTests = process.argv.includes('--for-tests');
const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

checkNode();
installDebianPackages();
installNpmPackages();

function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 14) || major > 22;
  if (!supported) {
    fail(`Diptych needs Node 20.19 or later, or 22.14 or later. This is ${process.versions.node}.`);
  }
}

function isOnPath(program) {
  const folders = (process.env.PATH ?? '').split(delimiter).concat('/usr/sbin', '/sbin');
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function installDebianPackages() {
  const compiles = !existsSync(join(root, 'node_modules', 'better-sqlite3', 'build', 'Release'));
  const wanted = [
    ...(compiles ? toBuild : []),
    ...toRun,
    ...(forTests ? toTest : hasDisplay ? toShow : []),
  ];
  const missing = [
    ...new Set(wanted.filter(([program]) => !isOnPath(program)).map(([, name]) => name)),
  ];
  if (missing.length === 0) return;
  if (!isOnPath('apt-get')) {
    fail(
      `Diptych runs on Debian. Please install what these Debian packages hold: ${missing.join(' ')}`,
    );
  }
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  const rise = process.getuid?.() === 0 ? [] : canSudo() ? ['sudo', '-n'] : null;
  if (rise === null) {
    fail(
      `Some Debian packages are missing. Please type this once, then start again:\n\n  sudo sh -c '${command}'`,
    );
  }
  process.stderr.write(`Installing Debian packages: ${missing.join(' ')}\n`);
  const [program, ...parameters] = [
    ...rise,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'sh',
    '-c',
    command,
  ];
  const run = spawnSync(program, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    fail(
      `The Debian packages could not be installed:\n${run.stderr ?? ''}\nPlease type: sudo sh -c '${command}'`,
    );
  }
}

function canSudo() {
  return isOnPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
}

function installNpmPackages() {
  const stamp = join(root, 'node_modules', '.diptych-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === packageFingerprint()) return;
  process.stderr.write('Installing npm packages; the first time takes a few minutes.\n');
  const npm = process.env.npm_execpath;
  const [program, ...before] = npm ? [process.execPath, npm] : ['npm'];
  const run = spawnSync(
    program,
    [...before, 'install', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      env: { ...process.env, ...ownHeaders() },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  if (run.status !== 0) fail('The npm packages could not be installed; the lines above say why.');
  // Taken after the installation, which may rewrite the lock file.
  writeFileSync(stamp, packageFingerprint());
}

/** Node's own headers, where they are installed beside it: native packages then compile without fetching any. */
function ownHeaders() {
  const prefix = join(dirname(process.execPath), '..');
  const isThere = existsSync(join(prefix, 'include', 'node', 'node.h'));
  return isThere ? { npm_config_nodedir: prefix } : {};
}

/** Changes when the packages asked for change, or the Node that native ones were built for. */
function packageFingerprint() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package.json')))
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(process.versions.modules)
    .digest('hex');
}
