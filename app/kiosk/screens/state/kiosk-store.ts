import type { ChannelKey, ChannelParams, ChannelReply } from '../../../contracts/kiosk-channels.ts';
import type { CatalogueEntry, KioskView } from '../../../contracts/kiosk-view.ts';
import {
  type ConnectionState,
  ControllerConnection,
  type ConnectionSurroundings,
  type Outcome,
} from '../connection/controller-connection.ts';
import {
  advanceFlow,
  firstFlow,
  type Flow,
  type FlowEffect,
  type FlowEvent,
} from '../flow/screen-flow.ts';

/** All that the screens are drawn from. Replaced whole, never changed. */
export interface KioskSnapshot {
  readonly connection: ConnectionState;
  /** The last view pushed; `null` before the first. */
  readonly view: KioskView | null;
  /** Reading of `monotonic` when the view came: the screen's clock is the machine's, carried on from here. */
  readonly viewAt: number;
  readonly flow: Flow;
  /** `null` until read; `failed` where it could not be. */
  readonly catalogue: readonly CatalogueEntry[] | 'failed' | null;
}

export interface StoreSurroundings extends ConnectionSurroundings {
  /** Milliseconds from an arbitrary origin; never goes back. */
  monotonic(): number;
  /** Clears everything the page keeps apart from its right to connect, and the customer's settings. */
  wipe(): void;
}

/** Joins the line to the controller with the customer's way through the screens. */
export class KioskStore {
  readonly #surroundings: StoreSurroundings;
  readonly #connection: ControllerConnection;
  readonly #listeners = new Set<() => void>();
  #snapshot: KioskSnapshot = {
    connection: 'connecting',
    view: null,
    viewAt: 0,
    flow: firstFlow,
    catalogue: null,
  };

  constructor(surroundings: StoreSurroundings) {
    this.#surroundings = surroundings;
    this.#connection = new ControllerConnection(
      surroundings,
      (view) => this.#receiveView(view),
      (connection) => this.#receiveConnection(connection),
    );
  }

  start(): void {
    this.#connection.start();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): KioskSnapshot => this.#snapshot;

  readonly request = <Key extends ChannelKey>(
    key: Key,
    params: ChannelParams<Key>,
  ): Promise<Outcome<ChannelReply<Key>>> => this.#connection.request(key, params);

  readonly dispatch = (event: FlowEvent): void => {
    const { view, flow } = this.#snapshot;
    if (view === null) return;
    const step = advanceFlow(flow, event, view);
    if (step.flow !== flow) this.#replace({ flow: step.flow });
    if (step.flow.session !== flow.session) this.#surroundings.wipe();
    if (step.flow.place.at === 'catalogue' && flow.place.at === 'doors') void this.readCatalogue();
    for (const effect of step.effects) void this.#perform(effect);
  };

  /** The instant by the machine's clock, in milliseconds since 1970. */
  readonly now = (): number => {
    const { view, viewAt } = this.#snapshot;
    return view === null ? 0 : Date.parse(view.now) + this.#surroundings.monotonic() - viewAt;
  };

  readonly readCatalogue = async (): Promise<void> => {
    const outcome = await this.#connection.request('listCatalogue', {});
    if (outcome.ok) this.#replace({ catalogue: outcome.reply.entries });
    else if (this.#snapshot.catalogue === null) this.#replace({ catalogue: 'failed' });
  };

  async #perform(effect: FlowEffect): Promise<void> {
    switch (effect.do) {
      case 'end-session':
        await this.#connection.request('endSession', {});
        return;
      case 'forget-card':
        if (this.#snapshot.view?.session.cardWaiting === true) {
          await this.#connection.request('forgetCard', {});
        }
        return;
      case 'collect': {
        const { orderId } = effect;
        const { session } = this.#snapshot.flow;
        const outcome = await this.#connection.request('collectOrder', { orderId });
        if (!outcome.ok) {
          this.dispatch({ type: 'request-refused', session, code: outcome.error.code });
        }
      }
    }
  }

  #receiveView(view: KioskView): void {
    const before = this.#snapshot.view;
    this.#replace({ view, viewAt: this.#surroundings.monotonic() });
    this.dispatch({ type: 'view-changed' });
    const canMake = (seen: KioskView | null) =>
      seen === null ? '' : `${seen.machine.mode} ${seen.machine.ordersClosed.join(' ')}`;
    if (before !== null && canMake(before) !== canMake(view)) void this.readCatalogue();
  }

  #receiveConnection(connection: ConnectionState): void {
    this.#replace({ connection });
    if (connection === 'live') void this.readCatalogue();
  }

  #replace(part: Partial<KioskSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part };
    for (const listener of this.#listeners) listener();
  }
}
