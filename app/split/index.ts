import type { ByteSource } from '../foundation/byte-source.ts';
import { AppError } from '../foundation/errors.ts';
import type {
  Complement,
  DrawFigures,
  IndexBuilder,
  Inspection,
  MainStream,
  MainStreamRequest,
  PassOptions,
  TitleIndex,
} from './types.ts';

export type * from './types.ts';

function notYet(): never {
  throw new AppError('PROGRAM_UNREACHABLE', 'Not there yet.', { remedy: 'fix-the-code' });
}

export function createIndexBuilder(_sink: (bytes: Uint8Array) => void): IndexBuilder {
  return notYet();
}

/** @throws AppError `INDEX_NOT_ONE`, `INDEX_VERSION`, `INDEX_DAMAGED`. */
export function openIndex(_source: ByteSource): TitleIndex {
  return notYet();
}

/** How much of the title this key's draw takes: the master is not needed. */
export function measureDraw(_index: TitleIndex, _key: Uint8Array): DrawFigures {
  return notYet();
}

/** @throws AppError `SPLIT_PLAN`, `SPLIT_WRONG_MASTER`. */
export function openMainStream(_request: MainStreamRequest): MainStream {
  return notYet();
}

/** @throws AppError `COMPLEMENT_NOT_ONE`, `COMPLEMENT_VERSION`, `COMPLEMENT_DAMAGED`. */
export function openComplement(_source: ByteSource): Complement {
  return notYet();
}

/** @throws AppError `SPLIT_WRONG_DISC`, `SPLIT_DISC_DAMAGED`, `COMPLEMENT_DAMAGED`. */
export function checkPair(
  _main: ByteSource,
  _complement: Complement,
  _options?: PassOptions,
): void {
  notYet();
}

/** The master, bit for bit, computed as it is read. */
export function openSynthesis(_main: ByteSource, _complement: Complement): ByteSource {
  return notYet();
}

/** What kind of file of this engine it is; null: none. */
export function inspectFile(_source: ByteSource): Inspection | null {
  return notYet();
}
