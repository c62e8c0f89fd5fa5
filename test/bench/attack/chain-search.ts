import { nearestOfSize } from './dc-chains.ts';

/** Stories of a chain that are followed at once. */
const BEAM = 24;
/** A story that costs so much more than the best is given up. */
const HOPELESS = 14;
/** DC have 8 to 11 bits. */
const LEVELS = 2048;

/** In place of a size: the differential may have the other sign, and no other value. */
export const SIGN_ONLY = 255;

/** A chain of differentials, and what each of its blocks would like its DC to be, as columns that grow. */
export class ChainLinks {
  count = 0;
  wishes = 0;
  /** By how much a differential that was changed differs, at least. */
  least = 0;
  readonly size = new Uint8Array(1024);
  /** As sent. */
  readonly delta = new Int16Array(1024);
  /** What it costs to take another differential than the one that was sent; Infinity forbids it. */
  readonly change = new Float64Array(1024);
  /** Wishes of a link: from `firstWish` up to that of the next link. */
  readonly firstWish = new Int32Array(1025);
  /** The block a wish depends on, as that many places back in the chain; 0: on none, its value alone counts. */
  readonly back = new Uint16Array(1 << 14);
  /** Added to the DC of that block, or the DC itself. */
  readonly value = new Float64Array(1 << 14);
  /** How far off costs nothing: errors that all wishes share would add up. */
  readonly slack = new Float64Array(1 << 14);
  /** How much farther costs 1; and what it costs at most. */
  readonly doubt = new Float64Array(1 << 14);
  readonly most = new Float64Array(1 << 14);

  clear(): void {
    this.count = 0;
    this.wishes = 0;
  }

  /** Ends the wishes that were added since the last link, and gives them to this one. */
  addLink(size: number, delta: number, change: number): void {
    const at = this.count++;
    this.size[at] = size;
    this.delta[at] = delta;
    this.change[at] = change;
    this.firstWish[at + 1] = this.wishes;
  }

  addWish(back: number, value: number, slack: number, doubt: number, most: number): void {
    const at = this.wishes++;
    this.back[at] = back;
    this.value[at] = value;
    this.slack[at] = slack;
    this.doubt[at] = doubt;
    this.most[at] = most;
  }
}

/**
 * Finds the DC of a chain that cost least: a beam search along the chain, where stories that have come to the same DC are one.
 */
export class ChainSearch {
  #links = new ChainLinks();
  #highest = 0;
  readonly #values = new Int16Array(1024 * BEAM);
  readonly #parents = new Uint8Array(1024 * BEAM);
  #costs = new Float64Array(BEAM);
  #next = new Float64Array(BEAM);
  readonly #targets = new Float64Array(64);
  /** Where the open stories of a DC stand in the columns below; -1: nowhere. */
  readonly #found = new Int16Array(LEVELS).fill(-1);
  #open = 0;
  readonly #openValue = new Int16Array(LEVELS);
  readonly #openCost = new Float64Array(LEVELS);
  readonly #openParent = new Uint8Array(LEVELS);
  readonly #kept = new Int16Array(BEAM);

  /**
   * @param start the predictor of the first differential.
   * @param highest of a DC.
   * @returns the DC of each link.
   */
  search(links: ChainLinks, start: number, highest: number): Int16Array {
    this.#links = links;
    this.#highest = highest;
    let alive = 1;
    for (let at = 0; at < links.count; at++) {
      this.#open = 0;
      for (let story = 0; story < alive; story++) this.#goOn(at, story, start);
      for (let open = 0; open < this.#open; open++) this.#found[this.#openValue[open]!] = -1;
      alive = this.#keepBest(at);
    }
    return this.#retrace(links.count);
  }

  /** Every way one story may take at a link. */
  #goOn(at: number, story: number, start: number): void {
    const { size, delta, change, least, firstWish, back, value } = this.#links;
    const before = at === 0 ? start : this.#values[(at - 1) * BEAM + story]!;
    const cost = at === 0 ? 0 : this.#costs[story]!;
    const first = at === 0 ? 0 : firstWish[at]!;
    const end = firstWish[at + 1]!;
    for (let wish = first; wish < end; wish++) {
      const places = back[wish]!;
      this.#targets[wish - first] =
        value[wish]! + (places === 0 ? 0 : this.#valueBack(at, story, places));
    }
    this.#offer(before + delta[at]!, story, cost, first, end);
    if (change[at] === Infinity) return;
    const changed = cost + change[at]!;
    if (size[at] === SIGN_ONLY) {
      this.#offer(before - delta[at]!, story, changed, first, end);
      return;
    }
    for (let wish = first; wish < end; wish++) {
      const other = nearestOfSize(size[at]!, this.#targets[wish - first]! - before);
      // Small changes hardly show, but would let every slice follow the errors of the one above.
      if (Math.abs(other - delta[at]!) >= least) {
        this.#offer(before + other, story, changed, first, end);
      }
      if (Math.abs(other + delta[at]!) >= least) {
        this.#offer(before - other, story, changed, first, end);
      }
    }
  }

  #offer(value: number, story: number, cost: number, first: number, end: number): void {
    if (value < 0 || value > this.#highest) return;
    const { slack, doubt, most } = this.#links;
    let sum = cost;
    for (let wish = first; wish < end; wish++) {
      const off = (Math.abs(value - this.#targets[wish - first]!) - slack[wish]!) / doubt[wish]!;
      if (off > 0) sum += off < most[wish]! ? off : most[wish]!;
    }
    let open = this.#found[value]!;
    if (open < 0) {
      open = this.#found[value] = this.#open++;
      this.#openValue[open] = value;
    } else if (sum >= this.#openCost[open]!) return;
    this.#openCost[open] = sum;
    this.#openParent[open] = story;
  }

  /** @returns how many stories go on, cheapest first. */
  #keepBest(at: number): number {
    const cost = this.#openCost;
    const kept = this.#kept;
    let best = Infinity;
    for (let open = 0; open < this.#open; open++) best = Math.min(best, cost[open]!);
    let count = 0;
    for (let open = 0; open < this.#open; open++) {
      const own = cost[open]!;
      if (own > best + HOPELESS) continue;
      if (count === BEAM && own >= cost[kept[BEAM - 1]!]!) continue;
      let place = count < BEAM ? count++ : BEAM - 1;
      for (; place > 0 && cost[kept[place - 1]!]! > own; place--) kept[place] = kept[place - 1]!;
      kept[place] = open;
    }
    for (let story = 0; story < count; story++) {
      const open = kept[story]!;
      this.#values[at * BEAM + story] = this.#openValue[open]!;
      this.#parents[at * BEAM + story] = this.#openParent[open]!;
      this.#next[story] = cost[open]!;
    }
    [this.#costs, this.#next] = [this.#next, this.#costs];
    return count;
  }

  /** The DC that a story had `back` links before `at`. */
  #valueBack(at: number, story: number, back: number): number {
    let from = story;
    for (let step = 1; step < back; step++) from = this.#parents[(at - step) * BEAM + from]!;
    return this.#values[(at - back) * BEAM + from]!;
  }

  #retrace(length: number): Int16Array {
    const levels = new Int16Array(length);
    let story = 0;
    for (let at = length - 1; at >= 0; at--) {
      levels[at] = this.#values[at * BEAM + story]!;
      story = this.#parents[at * BEAM + story]!;
    }
    return levels;
  }
}
