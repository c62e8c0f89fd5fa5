export { ElementaryWindow } from './elementary-window.ts';
export type { IntraSlice } from './intra-slice.ts';
export {
  findPack,
  findVobuIsrc,
  needMore,
  notAUnit,
  readUnit,
  type StreamUnit,
  VOBU_ISRC_BYTES,
} from './program-stream.ts';
export { findStartCode, listStartCodes, startCode } from './start-codes.ts';
export { VideoParser } from './video-parser.ts';
