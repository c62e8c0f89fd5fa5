export { ElementaryWindow } from './elementary-window.ts';
export type { IntraSlice } from './intra-slice.ts';
export {
  findPack,
  findSound,
  findVobuIsrc,
  needMore,
  notAUnit,
  readUnit,
  SOUND_HEADER,
  type StreamUnit,
  VOBU_ISRC_BYTES,
} from './program-stream.ts';
export { findStartCode, listStartCodes, startCode } from './start-codes.ts';
export { VideoParser } from './video-parser.ts';
