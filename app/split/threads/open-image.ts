import type { ByteSource } from '../../foundation/byte-source.ts';
import { openComplement } from '../complement-file.ts';
import { openIndex } from '../index-file.ts';
import { openMainStream } from '../main-stream.ts';
import { openSynthesis } from '../synthesis.ts';
import { partsSource } from './file-parts.ts';
import type { ThreadImage } from './protocol.ts';
import type { CutImage } from './stretches.ts';

/** An image, and where its blocks begin. */
export interface OpenImage {
  readonly source: ByteSource;
  readonly cut: CutImage;
}

/** Opens what a thread is to copy. @throws AppError as the engine does. */
export function openImage(image: ThreadImage): OpenImage {
  if (image.kind === 'synthesis') {
    const complement = openComplement(partsSource(image.complement));
    const { imageSize: size, extents, blocks, blockStart } = complement;
    const source = openSynthesis(partsSource(image.main), complement);
    return { source, cut: { size, extents, blocks, blockStart } };
  }
  const index = openIndex(partsSource(image.index));
  const { imageSize: size, extents, blocks } = index;
  const source = openMainStream({ master: partsSource(image.master), index, plan: image.plan });
  const blockStart = (number: number) => index.block(number).start;
  return { source, cut: { size, extents, blocks, blockStart } };
}
