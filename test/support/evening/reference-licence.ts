/** Terms as the model counts them; instants in milliseconds since 1970-01-01T00:00:00Z, null: none. */
export interface ReferenceTerms {
  readonly showings: number;
  readonly notBefore: number | null;
  readonly notAfter: number | null;
  readonly hoursAfterFirstShowing: number | null;
  readonly devices: number;
  readonly players: number;
}

interface Showing {
  readonly id: string;
  readonly begunAt: number;
}

interface Viewing {
  readonly id: string;
  readonly device: string;
  showing: Showing | null;
  leaseUntil: number;
  /** Blocks of each life of the bank: those that surely were recorded, and those that may have been. */
  readonly lives: Map<number, { readonly sure: Set<number>; readonly maybe: Set<number> }>;
}

export type Verdict =
  { readonly is: 'admitted'; readonly resumes: boolean } | { readonly is: 'refused'; why: string };

const DAY_MS = 24 * 3_600_000;
/** Interval and grace of a lease. */
const LEASE_MS = 120_000;

/**
 * One licence as somebody would keep it on paper who was told everything: written from the rules of the product, not from
 * the bank's code, and simpler than that since its clock never steps back.
 */
export class ReferenceLicence {
  readonly orderId: string;
  readonly terms: ReferenceTerms;
  isReported = true;
  revokedAt: number | null = null;
  #isUnsure = false;
  /** Lives of the bank that were cut off: what they had not recorded is lost. */
  readonly #killed = new Set<number>();
  readonly #viewings: Viewing[] = [];
  readonly #devices = new Set<string>();
  #firstShowingAt: number | null = null;

  constructor(orderId: string, terms: ReferenceTerms) {
    this.orderId = orderId;
    this.terms = terms;
  }

  /** Something was asked whose outcome nobody saw: from then on only bounds are known. */
  get isUnsure(): boolean {
    return this.#isUnsure || this.#showings().some(({ id }) => this.isCounted(id) === null);
  }

  /** That was it. */
  doubt(): void {
    this.#isUnsure = true;
  }

  /** Why nothing may be had of it now; null: something may. */
  endedBy(now: number): string | null {
    const { hoursAfterFirstShowing, notAfter } = this.terms;
    const hoursOver =
      hoursAfterFirstShowing === null || this.#firstShowingAt === null
        ? Infinity
        : this.#firstShowingAt + hoursAfterFirstShowing * 3_600_000;
    if (this.revokedAt !== null) return 'LICENCE_REVOKED';
    return now >= Math.min(notAfter ?? Infinity, hoursOver) ? 'LICENCE_EXPIRED' : null;
  }

  /** What is to be answered to a device that asks for a viewing now. */
  verdict(device: string, now: number): Verdict {
    const { devices, notBefore, players, showings } = this.terms;
    const ended = this.endedBy(now);
    if (ended !== null) return { is: 'refused', why: ended };
    if (!this.isReported) return { is: 'refused', why: 'LICENCE_NOT_ACTIVE' };
    if (notBefore !== null && now < notBefore) return { is: 'refused', why: 'LICENCE_NOT_YET' };
    if (!this.#devices.has(device) && this.#devices.size >= devices) {
      return { is: 'refused', why: 'TOO_MANY_DEVICES' };
    }
    const others = this.live(now).filter((one) => one.device !== device);
    const played = new Set(others.map(({ showing }) => showing));
    const known = this.#showings();
    const resumes = known.some((one) => now < one.begunAt + DAY_MS && !played.has(one));
    if (!resumes) {
      const held = known.filter(
        (one) => now < one.begunAt + DAY_MS || played.has(one) || this.isCounted(one.id) === true,
      );
      const unbegun = others.filter(({ showing }) => showing === null);
      if (held.length + unbegun.length >= showings) {
        const isWaiting = others.some(
          ({ showing }) => showing === null || this.isCounted(showing.id) !== true,
        );
        return { is: 'refused', why: isWaiting ? 'TOO_MANY_PLAYERS' : 'SHOWINGS_USED' };
      }
    }
    return others.length >= players
      ? { is: 'refused', why: 'TOO_MANY_PLAYERS' }
      : { is: 'admitted', resumes };
  }

  /** A viewing was opened; what the same device had is over. */
  opened(id: string, device: string, now: number): void {
    const others = this.live(now).filter((one) => one.device !== device);
    for (const viewing of this.#viewings) {
      if (!others.includes(viewing)) viewing.leaseUntil = Math.min(viewing.leaseUntil, now);
    }
    const played = new Set(others.map(({ showing }) => showing));
    // One that counts before others, the youngest first.
    const [showing = null] = this.#showings()
      .filter((one) => now < one.begunAt + DAY_MS && !played.has(one))
      .sort(
        (a, b) =>
          Number(this.isCounted(b.id)) - Number(this.isCounted(a.id)) || b.begunAt - a.begunAt,
      );
    this.#devices.add(device);
    const leaseUntil = now + LEASE_MS;
    this.#viewings.push({ id, device, showing, leaseUntil, lives: new Map() });
  }

  renewed(id: string, now: number): void {
    this.#viewing(id).leaseUntil = now + LEASE_MS;
  }

  ended(id: string, now: number): void {
    const viewing = this.#viewing(id);
    viewing.leaseUntil = Math.min(viewing.leaseUntil, now);
  }

  /** Whether a viewing holds its place. */
  isLive(id: string, now: number): boolean {
    return now < this.#viewing(id).leaseUntil;
  }

  live(now: number): readonly Viewing[] {
    return this.#viewings.filter(({ leaseUntil }) => now < leaseUntil);
  }

  /** Of a viewing, and the name of one that it would begin. */
  showingOf(id: string): string {
    return this.#viewing(id).showing?.id ?? id;
  }

  /** Blocks came. @param isSure false: they may have been sent, and were not seen. */
  delivered(id: string, life: number, blocks: readonly number[], now: number, isSure = true): void {
    const viewing = this.#viewing(id);
    if (viewing.showing === null && blocks.length > 0) {
      viewing.showing = { id, begunAt: now };
      this.#firstShowingAt ??= now;
    }
    const known = viewing.lives.get(life) ?? { sure: new Set(), maybe: new Set() };
    viewing.lives.set(life, known);
    for (const block of blocks) {
      known.maybe.add(block);
      if (isSure) known.sure.add(block);
    }
  }

  killed(life: number): void {
    this.#killed.add(life);
  }

  /**
   * Of every showing, between what and what must be written down as delivered: each block once in each life of the bank,
   * whichever viewing of the showing it came to.
   */
  delivery(ticks: (block: number) => number, total: number): Map<string, [number, number]> {
    const sum = (blocks: readonly number[]) =>
      [...new Set(blocks)].reduce((ticksOfAll, block) => ticksOfAll + ticks(block), 0);
    const all = new Map<string, [number, number]>();
    for (const showing of this.#showings()) {
      const viewings = this.#viewings.filter((viewing) => viewing.showing === showing);
      let [low, high] = [0, 0];
      for (const life of new Set(viewings.flatMap(({ lives }) => [...lives.keys()]))) {
        const given = viewings.flatMap(({ lives }) => lives.get(life) ?? []);
        const surely = sum(given.flatMap(({ sure }) => [...sure]));
        // A bank that is killed has written that a showing counts before the block went out that made it so.
        const kept = given.length === 1 && surely * 20 > total ? total / 20 + 1 : 0;
        low += this.#killed.has(life) ? kept : surely;
        high += sum(given.flatMap(({ maybe }) => [...maybe]));
      }
      all.set(showing.id, [low, high]);
    }
    return all;
  }

  /** Set by whoever knows the film: it says of a showing whether it counts, null where that is not sure. */
  isCounted: (showingId: string) => boolean | null = () => false;

  #showings(): Showing[] {
    return [...new Set(this.#viewings.flatMap(({ showing }) => showing ?? []))];
  }

  #viewing(id: string): Viewing {
    const viewing = this.#viewings.find((one) => one.id === id);
    if (viewing === undefined) throw new Error(`Nobody opened ${id}.`);
    return viewing;
  }
}
