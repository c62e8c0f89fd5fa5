export { findSoundFrames, type FoundSoundFrame } from './find-frames.ts';
export { readScaleFactors, type ScaleFactor } from './scale-factors.ts';
