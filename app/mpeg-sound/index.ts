export { findSoundFrames } from './find-frames.ts';
export { ScaleFactors } from './scale-factors.ts';
