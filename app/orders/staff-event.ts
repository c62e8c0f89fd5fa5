/** What a person decides about an order that is at no end. */
export type StaffEvent =
  /** It goes on where it stopped; what was made is kept. */
  | { readonly is: 'resumed' }
  /** A person, and the sensors, see the disc of a suspect order locked in its slot. */
  | { readonly is: 'foundInSlot' }
  /** Its discs are given up, and another is made for `slot`. */
  | { readonly is: 'madeAnew'; readonly slot: number }
  /** Nobody gets a disc for it. */
  | { readonly is: 'givenUp' }
  /** A person gave the customer the disc by hand. */
  | { readonly is: 'handedOut' };

const staffEvents: ReadonlySet<string> = new Set<StaffEvent['is']>([
  'resumed',
  'foundInSlot',
  'madeAnew',
  'givenUp',
  'handedOut',
]);

export function isStaffEvent<Event extends { readonly is: string }>(
  event: Event,
): event is Extract<Event, StaffEvent> {
  return staffEvents.has(event.is);
}
