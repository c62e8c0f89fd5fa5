/** A pure machine, with what may happen to it. */
export interface ExploredMachine<State, Event> {
  readonly title: string;
  /** What changes nothing of the state's name is left out of the diagram. */
  readonly hidesLoops?: true;
  readonly begins: readonly State[];
  /** The state's name in the diagram. */
  readonly nameOf: (state: State) => string;
  /** The event's name in the diagram. */
  readonly labelOf: (event: Event) => string;
  /** Every event that may happen in that state, at least once with each outcome it can have. */
  readonly eventsIn: (state: State) => readonly Event[];
  /** Null where the event has no place in the state. */
  readonly advance: (state: State, event: Event) => State | null;
}

export interface Transition {
  readonly from: string;
  readonly event: string;
  readonly to: string;
}

export interface Explored {
  readonly begins: readonly string[];
  /** Sorted; each once. */
  readonly transitions: readonly Transition[];
  /** States that nothing leads out of. */
  readonly ends: readonly string[];
}

/** Instants and how often something was tried are no part of what a state is: two that differ in them alone are looked at once. */
function keyOf(state: unknown): string {
  return JSON.stringify(state, (_, value: unknown) =>
    typeof value === 'number' && value > 3 ? 'many' : value,
  );
}

/** Walks a machine from its beginnings through everything that can happen. @throws Error where it does not end. */
export function explore<State, Event>(machine: ExploredMachine<State, Event>): Explored {
  const { advance, begins, eventsIn, labelOf, nameOf } = machine;
  const seen = new Map(begins.map((state) => [keyOf(state), state]));
  const found = new Map<string, Transition>();
  // A map grows while it is walked: what is found is walked too.
  for (const state of seen.values()) {
    for (const event of eventsIn(state)) {
      const next = advance(state, event);
      if (next === null) continue;
      const transition = { from: nameOf(state), event: labelOf(event), to: nameOf(next) };
      const isLoop = transition.from === transition.to;
      if (!isLoop || machine.hidesLoops !== true) found.set(JSON.stringify(transition), transition);
      const key = keyOf(next);
      if (!seen.has(key)) seen.set(key, next);
    }
    if (seen.size > 50_000) throw new Error(`${machine.title} has no end of states.`);
  }
  const transitions = [...found.keys()].toSorted().flatMap((key) => found.get(key) ?? []);
  const names = new Set([...seen.values()].map((state) => nameOf(state)));
  const leaves = new Set(transitions.flatMap(({ from, to }) => (from === to ? [] : [from])));
  return {
    begins: [...new Set(begins.map((state) => nameOf(state)))],
    transitions,
    ends: [...names].filter((name) => !leaves.has(name)).toSorted(),
  };
}

/** The same as a state diagram of Mermaid, which GitHub draws. */
export function drawStates({ begins, ends, transitions }: Explored): string {
  const labels = new Map<string, string[]>();
  for (const { event, from, to } of transitions) {
    const arrow = `${from} --> ${to}`;
    labels.set(arrow, [...(labels.get(arrow) ?? []), event]);
  }
  return [
    'stateDiagram-v2',
    ...begins.map((name) => `    [*] --> ${name}`),
    ...[...labels].map(([arrow, events]) => `    ${arrow} : ${events.join(', ')}`),
    ...ends.map((name) => `    ${name} --> [*]`),
  ].join('\n');
}
