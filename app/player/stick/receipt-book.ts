import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { FileOperations } from '../../delivery/stick/file-operations.ts';
import {
  chainText,
  type ChainContext,
  compareChains,
  emptyChain,
  findChain,
  type FoundChain,
  nextReceipt,
  type ReceiptChain,
  type ReceiptEvent,
} from '../../delivery/stick/receipts.ts';
import { damagedStick, stickError } from '../../delivery/stick/stick-error.ts';
import { asMirrorError, asStickError } from '../../delivery/stick/stick-failure.ts';
import { stickFiles } from '../../delivery/stick/stick-folder.ts';

/** Where the receipts of one stick lie: on it, and in the player's own folder. */
export interface ReceiptPlaces {
  readonly files: FileOperations;
  /** The folder of the stick. */
  readonly stickFolder: string;
  /** The player's own folder. */
  readonly playerFolder: string;
  readonly stickId: string;
}

const MODE = 0o600;
const MIRRORS = 'sticks';
/** The latest instant that this device wrote down. */
const SEEN = 'latest-time';

/** The folder of the player's copies of receipts. */
export function mirrorFolder(playerFolder: string): string {
  return join(playerFolder, MIRRORS);
}

export function mirrorPath(playerFolder: string, stickId: string): string {
  return join(mirrorFolder(playerFolder), `${stickId}.receipts`);
}

/**
 * The receipts of one stick, kept in two places. The longer of two chains holds, and the shorter is brought up to it when the
 * book is opened: a copy restored in one place wins nothing, and an act that was cut off between the two is finished. A copy
 * that was damaged, as a file system without a journal may leave it, is made good from one that is whole and no shorter.
 */
export class ReceiptBook {
  readonly #places: ReceiptPlaces;
  readonly #context: ChainContext;
  #chain: ReceiptChain;

  private constructor(places: ReceiptPlaces, context: ChainContext, chain: ReceiptChain) {
    this.#places = places;
    this.#context = context;
    this.#chain = chain;
  }

  /**
   * @throws AppError `STICK_DAMAGED` (`receipts.log`, or the player's copy), `STICK_ROLLED_BACK` where the two tell different
   *   histories, `STICK_GONE`, `STICK_FULL`, `STICK_NOT_WRITABLE`, `STICK_MIRROR_FAILED`.
   */
  static open(places: ReceiptPlaces, context: ChainContext): ReceiptBook {
    const onStick = readPlace(places, 'stick', context);
    const mirrored = readPlace(places, 'mirror', context);
    const comparison = compareChains(onStick.chain, mirrored.chain);
    if (comparison === 'forked') {
      throw stickError(
        'STICK_ROLLED_BACK',
        'The receipts on the stick and those of this player tell different histories. Return the stick online.',
      );
    }
    const longer = comparison === 'second-is-longer' ? mirrored : onStick;
    const { chain } = longer.isDamaged && comparison === 'same' ? mirrored : longer;
    for (const [place, found, other] of [
      ['stick', onStick, mirrored],
      ['mirror', mirrored, onStick],
    ] as const) {
      const isShorter = found.chain.lines.length < chain.lines.length;
      // Nothing at all in the other place says nothing of what was damaged here.
      const isHealed = !other.isDamaged && chain.lines.length > 0 && other.chain === chain;
      if (found.isDamaged && !isHealed) throw damagedReceipts(places, place);
      if (found.isDamaged || isShorter) extend(places, place, found.chain, chain);
    }
    return new ReceiptBook(places, context, chain);
  }

  get chain(): ReceiptChain {
    return this.#chain;
  }

  /**
   * Signs and keeps the next receipt: first on the stick, then in the player's folder, each synced. Where either fails, nothing
   * may be shown; the book is then opened anew.
   *
   * @throws AppError `STICK_GONE`, `STICK_FULL`, `STICK_NOT_WRITABLE`, `STICK_MIRROR_FAILED`.
   */
  append(event: { readonly at: string; readonly what: ReceiptEvent }, key: KeyObject): void {
    const next = nextReceipt(this.#chain, this.#context, event, key);
    extend(this.#places, 'stick', this.#chain, next);
    extend(this.#places, 'mirror', this.#chain, next);
    this.#chain = next;
  }
}

function pathOf(places: ReceiptPlaces, place: 'stick' | 'mirror'): string {
  return place === 'stick'
    ? join(places.stickFolder, stickFiles.receipts)
    : mirrorPath(places.playerFolder, places.stickId);
}

function readPlace(
  places: ReceiptPlaces,
  place: 'stick' | 'mirror',
  context: ChainContext,
): FoundChain {
  const text = guarded(place, () => places.files.read(pathOf(places, place)));
  return text === null ? { chain: emptyChain, isDamaged: false } : findChain(text, context);
}

function damagedReceipts(places: ReceiptPlaces, place: 'stick' | 'mirror') {
  const name = place === 'stick' ? stickFiles.receipts : pathOf(places, place);
  return damagedStick(name, 'its receipts do not follow one another');
}

/** Writes what `after` has and `before` has not; what was cut off behind `before` is written over. */
function extend(
  places: ReceiptPlaces,
  place: 'stick' | 'mirror',
  before: ReceiptChain,
  after: ReceiptChain,
): void {
  const { files } = places;
  const path = pathOf(places, place);
  const kept = Buffer.byteLength(chainText(before));
  const lines = after.lines.slice(before.lines.length);
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  guarded(place, () => {
    if (place === 'mirror') files.makeFolder(mirrorFolder(places.playerFolder));
    files.appendAt(path, kept, bytes, MODE);
    if (before.lines.length > 0) return;
    files.syncFolder(place === 'stick' ? places.stickFolder : mirrorFolder(places.playerFolder));
  });
}

function guarded<T>(place: 'stick' | 'mirror', act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw place === 'stick' ? asStickError(error) : asMirrorError(error);
  }
}

/** The latest instant that this device wrote down for any stick; null: none that can be read. */
export function readSeenAt(files: FileOperations, playerFolder: string): string | null {
  const text = guarded('mirror', () => files.read(join(mirrorFolder(playerFolder), SEEN)));
  const time = Date.parse(text?.trim() ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** Writes an instant down, of a fixed length. */
export function writeSeenAt(files: FileOperations, playerFolder: string, at: string): void {
  guarded('mirror', () => {
    files.makeFolder(mirrorFolder(playerFolder));
    files.appendAt(join(mirrorFolder(playerFolder), SEEN), 0, Buffer.from(`${at}\n`), MODE);
  });
}
