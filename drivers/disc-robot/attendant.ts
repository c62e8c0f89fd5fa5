import type { Place } from './contract.ts';

/** A move that a person is asked to make. */
export interface AttendantTask {
  /** Counted from 1 while the machine is open. */
  readonly number: number;
  readonly from: Place;
  readonly to: Place;
}

/** What the person found. */
export type AttendantAnswer = 'done' | 'sourceEmpty' | 'destinationFull' | 'stuck' | 'dropped';

/** Where a machine without a robot asks its attendant, one move at a time. */
export interface Attendant {
  /** What is being asked just now; null where nothing is. */
  readonly task: AttendantTask | null;
  /** Told whenever `task` changes. @returns a function that ends the subscription. */
  onTask(listener: (task: AttendantTask | null) => void): () => void;
  /** @throws AppError `DEVICE_SEQUENCE` if another task, or none, is asked by now. */
  answer(number: number, answer: AttendantAnswer): void;
}
