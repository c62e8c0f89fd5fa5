export { ElementaryWindow } from './elementary-window.ts';
export {
  findPack,
  findVobuIsrc,
  needMore,
  notAUnit,
  readUnit,
  type StreamUnit,
  VOBU_ISRC_BYTES,
} from './program-stream.ts';
export { findSound, type SoundPlace, soundStreams } from './sound-packets.ts';
export { findStartCode, listStartCodes, startCode } from './start-codes.ts';
export { type MotionLeftOut, SliceColumns } from './slice-columns.ts';
export { type PictureInfo, VideoParser } from './video-parser.ts';
export { WindowScan } from './window-scan.ts';
