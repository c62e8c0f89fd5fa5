export { parsePcmFormat, type PcmFormat } from './pcm-format.ts';
export { samplesIn, signBitOf } from './sample-groups.ts';
