/**
 * Who may import what: the layers of ARCHITECTURE.md as rules of dependency-cruiser.
 *
 * `test/architecture/layers.test.ts` runs them over the whole product, types included, asserts that every source file was
 * seen, and proves on a planted tree that each rule can fail.
 */

/** What each room of the house may import besides itself. A room that is not listed here may import no other. */
const mayImport = {
  'app/foundation': [],
  'app/contracts': ['app/foundation'],
  'app/mpeg2': ['app/foundation'],
  'app/ac3': ['app/foundation'],
  'app/mpeg-sound': ['app/foundation'],
  'app/lpcm': ['app/foundation'],
  'app/split': ['app/foundation', 'app/mpeg2', 'app/ac3', 'app/mpeg-sound', 'app/lpcm'],
  'app/disc': ['app/foundation', 'app/contracts', 'app/mpeg2', 'app/ac3', 'app/split'],
  'app/orders': ['app/foundation', 'app/contracts'],
  'app/licences': ['app/foundation', 'app/contracts'],
  'app/delivery': [
    'app/foundation',
    'app/contracts',
    'app/mpeg2',
    'app/ac3',
    'app/split',
    'app/disc',
    'app/licences',
  ],
  'app/bank': [
    'app/foundation',
    'app/contracts',
    'app/mpeg2',
    'app/ac3',
    'app/split',
    'app/disc',
    'app/orders',
    'app/licences',
    'app/delivery',
    'db/bank',
  ],
  'app/kiosk/controller': [
    'app/foundation',
    'app/contracts',
    'app/orders',
    'app/licences',
    'app/delivery',
    'drivers',
    'db/kiosk',
    'templates',
  ],
  'app/kiosk/shell': ['app/foundation', 'app/contracts'],
  'app/look': [],
  'app/kiosk/screens': ['app/contracts', 'app/look'],
  'app/player/page': ['app/contracts', 'app/look'],
  'app/player': [
    'app/foundation',
    'app/contracts',
    'app/mpeg2',
    'app/ac3',
    'app/split',
    'app/disc',
    'app/licences',
    'app/delivery',
    'app/look',
  ],
  'app/cli': ['app', 'drivers', 'db', 'templates'],
  drivers: ['app/foundation', 'app/contracts'],
  db: ['app/foundation', 'app/contracts'],
  templates: ['app/foundation', 'app/contracts'],
};

const house = '^(app|drivers|db|templates|test)/';
const product = '^(app|drivers|db|templates)/';

/** Matches a package as installed, its types, and its bare name where it is not installed. */
function packages(...names) {
  return `(^|node_modules/)(@types/)?(${names.join('|')})(/|$)`;
}

function layerRule([room, others]) {
  const known = [room, ...others].map((folder) => `^${folder}/`);
  return {
    name: `layer-${room.replaceAll('/', '-')}`,
    severity: 'error',
    comment: `${room} may import ${others.length === 0 ? 'no other room' : others.join(', ')}.`,
    from: { path: `^${room}/` },
    to: { path: house, pathNot: known },
  };
}

/** A package, or a kind of package, that one place alone may import. */
function onlyIn(name, place, comment, ...names) {
  return {
    name,
    severity: 'error',
    comment,
    from: { path: '^(app|drivers|db|templates|test)/', pathNot: [place, '^test/'] },
    to: { path: packages(...names) },
  };
}

module.exports = {
  forbidden: [
    ...Object.entries(mayImport).map(layerRule),
    {
      name: 'every-file-has-a-room',
      severity: 'error',
      comment: 'A new room says in .dependency-cruiser.cjs what it may import.',
      from: {
        path: product,
        pathNot: Object.keys(mayImport).map((room) => `^${room}/`),
      },
      to: { path: house },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Types count: two files that need each other are one file, or three.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { path: product },
      to: { path: '^test/' },
    },
    {
      name: 'nothing-imports-the-command',
      severity: 'error',
      comment: 'app/cli is the outermost room.',
      from: { path: product, pathNot: '^app/cli/' },
      to: { path: '^app/cli/' },
    },
    {
      name: 'orders-and-licences-are-pure',
      severity: 'error',
      comment: 'Time, chance, files and devices come in as parameters.',
      from: { path: '^app/(orders|licences)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'screens-run-in-a-browser',
      severity: 'error',
      from: {
        path: '^app/(contracts|look|kiosk/screens|player/page)/',
        pathNot: 'vite\\.config\\.ts$',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'vault-and-generate-only-through-compose',
      severity: 'error',
      comment: 'Originals, indexes and seeds are within reach of app/bank/compose.ts alone.',
      from: { path: product, pathNot: '^app/bank/(vault/|generate/|compose\\.ts$)' },
      to: { path: '^app/bank/(vault|generate)/' },
    },
    {
      name: 'the-public-side-never-reaches-the-vault',
      severity: 'error',
      comment: 'Not even through a file that imports a file that does.',
      from: { path: '^app/bank/(http|pages)/' },
      to: { path: '^app/bank/(vault|generate)/', reachable: true },
    },
    {
      name: 'pages-see-contracts-only',
      severity: 'error',
      from: { path: '^app/bank/pages/' },
      to: { path: house, pathNot: ['^app/bank/pages/', '^app/contracts/'] },
    },
    {
      name: 'the-command-enters-the-bank-by-its-doors',
      severity: 'error',
      comment: 'app/cli calls ingest, compose and the desk of licences, not the rooms behind them.',
      from: { path: '^app/cli/' },
      to: {
        path: '^app/bank/',
        pathNot: ['^app/bank/ingest/', '^app/bank/(compose|licence-desk)\\.ts$'],
      },
    },
    {
      name: 'devices-are-built-by-compose',
      severity: 'error',
      comment:
        'The controller knows contracts of devices; which driver stands behind one is chosen in compose.ts.',
      from: { path: '^app/', pathNot: ['/compose\\.ts$', '^app/cli/'] },
      to: { path: '^drivers/', pathNot: ['^drivers/contract/', '/contract\\.ts$'] },
    },
    {
      name: 'programs-import-what-ships',
      severity: 'error',
      comment: 'A package that is needed at run time is a dependency, not a devDependency.',
      from: {
        path: product,
        pathNot: [
          '^app/kiosk/(screens|shell)/',
          '^app/(look|player/page)/',
          '^app/cli/[^/]+\\.mjs$',
        ],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'packages-are-declared',
      severity: 'error',
      comment: 'A package that another one happens to bring may be gone tomorrow.',
      from: { path: product },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'imports-are-found',
      severity: 'error',
      comment: 'What cannot be resolved escapes every other rule.',
      from: { path: house },
      to: { couldNotResolve: true, pathNot: '(^|/)dist/' },
    },
    onlyIn(
      'hardware-only-in-drivers',
      '^drivers/(?!contract/|world/)',
      'A device is spoken to through its contract.',
      'serialport',
      '@serialport',
      'modbus-serial',
      'usb',
    ),
    onlyIn(
      'databases-only-in-db',
      '^db/',
      'SQL stands in the repository that owns the table.',
      'better-sqlite3',
      'kysely',
      'pg',
    ),
    onlyIn(
      'electron-only-in-shell',
      '^app/kiosk/shell/',
      'The controller outlives the window, and is plain Node.',
      'electron',
    ),
    onlyIn(
      'ffmpeg-only-in-disc',
      '^app/disc/',
      'fluent-ffmpeg is archived: one place to replace it.',
      'fluent-ffmpeg',
    ),
    onlyIn(
      'react-only-in-screens',
      '^app/(look|kiosk/screens|player/page)/',
      'No other process draws with React.',
      'react',
      'react-dom',
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|release|var|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
