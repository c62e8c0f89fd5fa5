import { readFileSync } from 'node:fs';
import {
  maintenanceDoorSchema,
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceAct,
  type MaintenanceView,
} from '../../../app/contracts/maintenance-api.ts';
import type { SimulatedHands } from '../../../drivers/contract/machine.ts';
import { emptyBins } from '../../../drivers/world/empty-bins.ts';
import { putDisc } from '../../../drivers/world/pile.ts';
import type { World } from '../../../drivers/world/world.ts';

export interface AttendantParts {
  readonly world: World;
  readonly hands: SimulatedHands;
  /** False while the arm moves: nobody reaches in then. */
  readonly isRobotStill: () => boolean;
  /** The file that says where the maintenance API is. */
  readonly doorPath: string;
  /** Whether a disc of that order left through the gate: what its customer says. */
  readonly wasTaken: (orderId: string) => boolean;
  /** Told of every disc that leaves the machine by the attendant's hand. */
  readonly onRemoved: (disc: RemovedDisc) => void;
}

/** A disc that left the machine by the attendant's hand. */
export interface RemovedDisc {
  readonly id: string;
  readonly from: string;
}

/** Somebody who comes by now and then: loads, empties, mends, and settles what only a person can. */
export class DayAttendant {
  readonly #parts: AttendantParts;
  loaded = 0;
  readonly #takenOut = new Set<string>();

  constructor(parts: AttendantParts) {
    this.#parts = parts;
  }

  view(): Promise<MaintenanceView> {
    return this.#ask(maintenanceRoutes.view);
  }

  /** One round through the machine. Jams and silent devices are mended; faults that still wait stay. */
  async makeRound(): Promise<void> {
    const { hands, world } = this.#parts;
    const waiting = world.state.faults;
    hands.inject('clear');
    world.change((draft) => {
      draft.faults = [...waiting];
    });
    if (world.state.discs.filter(({ place }) => place.at === 'input').length < 30) {
      hands.loadBlanks(30);
      this.loaded += 30;
    }
    if (world.state.printer.sheets < 40) hands.loadPaper(60);
    const view = await this.view();
    const hasToLook = view.robotFault !== null || view.drivesOutOfUse.length > 0;
    if (hasToLook && this.#parts.isRobotStill()) await this.#lookInside(view);
    for (const { orderId } of (await this.view()).doubtfulOrders) await this.#settle(orderId);
    for (const { slot } of (await this.view()).blockedSlots) {
      const disc = world.discAt('slot', slot);
      if (disc !== null) this.#takeOut(disc.id, `slot:${slot}`);
      await this.#tell({ act: 'clear-slot', slot });
    }
    this.#emptyBins();
  }

  /** Takes what lies where no disc belongs: in the gripper, and in trays of drives that are out of use. */
  async #lookInside(view: MaintenanceView): Promise<void> {
    const { world } = this.#parts;
    const held = world.discAt('gripper');
    if (held !== null) this.#takeOut(held.id, 'gripper');
    for (const { drive } of view.drivesOutOfUse) {
      const disc = world.discAt('tray', drive);
      if (disc !== null) this.#takeOut(disc.id, `tray:${drive}`);
    }
    await this.#tell({ act: 'return-to-work' });
  }

  async #settle(orderId: string): Promise<void> {
    const disc = this.#parts.wasTaken(orderId) ? 'withCustomer' : 'inMachine';
    await this.#tell({ act: 'settle-order', orderId, disc });
  }

  #takeOut(id: string, from: string): void {
    const { world } = this.#parts;
    world.change((draft) => {
      for (const tray of draft.trays) tray.locked = false;
      const disc = draft.discs.find((candidate) => candidate.id === id);
      if (disc?.state === 'writing') Object.assign(disc, { state: 'coaster' });
      putDisc(draft, id, { at: 'floor' });
    });
    this.#takenOut.add(id);
    this.#parts.onRemoved({ id, from });
  }

  #emptyBins(): void {
    const { onRemoved, world } = this.#parts;
    for (const { id, place } of world.state.discs) {
      const isLeaving = ['reject', 'retain', 'floor'].includes(place.at);
      // What was taken out by hand has been told of.
      if (isLeaving && !this.#takenOut.has(id)) onRemoved({ id, from: place.at });
    }
    emptyBins(world);
  }

  async #tell(act: MaintenanceAct): Promise<void> {
    await this.#ask(maintenanceRoutes.acts, act);
  }

  async #ask(path: string, act?: MaintenanceAct): Promise<MaintenanceView> {
    const file = readFileSync(this.#parts.doorPath, 'utf8');
    const { token, url } = maintenanceDoorSchema.parse(JSON.parse(file));
    const response = await fetch(`${url}${path}`, {
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      ...(act === undefined ? {} : { method: 'POST', body: JSON.stringify(act) }),
    });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${JSON.stringify(act)}: ${JSON.stringify(body)}`);
    return maintenanceViewSchema.parse(body);
  }
}
