/**
 * Begins a thread whose program is a TypeScript source, as tests and programs that run from their sources do. Its first
 * argument is the URL of the source. No bundle holds this file.
 */
// A name that no checker follows: tsx is there where sources are run, and is no part of what ships.
const compiler = 'tsx/esm/api';
const { register } = await import(compiler);
register();
await import(process.argv[2]);
