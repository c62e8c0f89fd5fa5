export { checkPair } from './check-pair.ts';
export { openComplement } from './complement-file.ts';
export { measureDraw } from './draw-tally.ts';
export { createIndexBuilder } from './index-builder.ts';
export { openIndex } from './index-file.ts';
export { inspectFile } from './inspect.ts';
export { openMainStream } from './main-stream.ts';
export { openSynthesis } from './synthesis.ts';
export type * from './types.ts';
