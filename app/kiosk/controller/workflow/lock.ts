/** Lets one in at a time, in the order in which they came. */
export class Lock {
  #last: Promise<unknown> = Promise.resolve();

  async hold<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#last;
    let release = () => {};
    this.#last = new Promise<void>((resolve) => {
      release = resolve;
    });
    await before;
    try {
      return await work();
    } finally {
      release();
    }
  }
}

/** What only one act may use at a time. Where several are needed they are taken in this order: tray, robot. */
export interface MachineLocks {
  readonly trays: readonly Lock[];
  readonly robot: Lock;
  readonly gate: Lock;
  readonly printer: Lock;
}

export function machineLocks(drives: number): MachineLocks {
  return {
    trays: Array.from({ length: drives }, () => new Lock()),
    robot: new Lock(),
    gate: new Lock(),
    printer: new Lock(),
  };
}
