export { findSoundFrames, type FoundSoundFrame } from './find-frames.ts';
export { ScaleFactors } from './scale-factors.ts';
