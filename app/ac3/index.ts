export { findFrames, isIntact } from './find-frames.ts';
export { parseFrameHeader } from './frame-header.ts';
export { headBytes, headOf, type HeadShape, NOISE_CHANCE, writeNoiseHead } from './noise-head.ts';
