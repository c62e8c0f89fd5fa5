import type { MaintenanceView } from '../../../../contracts/maintenance-api.ts';

export interface MachinePlaces {
  readonly piles: readonly string[];
  readonly ways: readonly string[];
  readonly slots: readonly string[];
}

/** The places of this machine, as far as its view tells: drives by its devices, slots by the gate's word, and every place with a disc. */
export function placesOf(view: MaintenanceView): MachinePlaces {
  const drives = view.devices.filter(({ kind }) => kind === 'drive').length;
  const gate = view.devices.filter(({ kind }) => kind === 'gate').flatMap(({ facts }) => facts);
  const said = gate.map((fact) => Number(/^(\d+) slots?\b/.exec(fact)?.[1] ?? 0));
  const named = [
    ...view.discs.map(({ place }) => Number(/^slot:(\d+)$/.exec(place)?.[1] ?? 0)),
    ...view.blockedSlots.map(({ slot }) => slot),
    ...view.unfinished.map(({ slot }) => slot ?? 0),
  ];
  const trays = view.discs.map(({ place }) => Number(/^tray:(\d+)$/.exec(place)?.[1] ?? 0));
  const hasPrinter =
    view.devices.some(({ kind }) => kind === 'labelPrinter') ||
    view.discs.some(({ place }) => place === 'printer');
  const count = (name: string, most: number) =>
    Array.from({ length: most }, (_, index) => `${name}:${index + 1}`);
  return {
    piles: ['input', 'reject', 'retain'],
    ways: [
      'gripper',
      ...count('tray', Math.max(drives, ...trays)),
      ...(hasPrinter ? ['printer'] : []),
    ],
    slots: count('slot', Math.max(1, ...said, ...named)),
  };
}

/** Numbers of the drives that this machine has. */
export function driveNumbers(view: MaintenanceView): number[] {
  const trays = placesOf(view).ways.filter((place) => place.startsWith('tray:'));
  return trays.map((_, index) => index + 1);
}

/** Numbers of its slots. */
export function slotNumbers(view: MaintenanceView): number[] {
  return placesOf(view).slots.map((_, index) => index + 1);
}

const doubtful: readonly string[] = ['unknown', 'unlisted', 'quarantined', 'suspect'];
const finished: readonly string[] = ['staged', 'verified', 'labelled', 'atExit'];

/** How a disc is drawn: nobody is sure of it, it is made, or it is being made. */
export function discKind(state: string): 'doubt' | 'made' | 'making' {
  if (doubtful.includes(state)) return 'doubt';
  return finished.includes(state) ? 'made' : 'making';
}
