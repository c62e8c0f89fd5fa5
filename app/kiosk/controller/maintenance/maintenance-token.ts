import { timingSafeEqual } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { maintenanceFile, type MaintenanceDoor } from '../../../contracts/maintenance-api.ts';
import type { Randomness } from '../../../foundation/randomness.ts';

/** What opens the maintenance API: drawn at every start, and told to whoever can read this user's files. */
export class MaintenanceToken {
  readonly #value: string;
  readonly #path: string;

  constructor(dataFolder: string, randomness: Randomness) {
    this.#path = join(dataFolder, maintenanceFile);
    this.#value = Buffer.from(randomness.bytes(32)).toString('base64url');
    this.forget();
  }

  is(token: string): boolean {
    const [own, given] = [Buffer.from(this.#value), Buffer.from(token)];
    return own.length === given.length && timingSafeEqual(own, given);
  }

  /**
   * Writes where the API is and what opens it, for this user alone.
   *
   * @param settings the settings file of the devices.
   */
  publish(url: string, settings: string | null): void {
    const door: MaintenanceDoor = { url, token: this.#value, settings };
    const next = `${this.#path}.part`;
    rmSync(next, { force: true });
    writeFileSync(next, JSON.stringify(door), { mode: 0o600, flag: 'wx' });
    renameSync(next, this.#path);
  }

  forget(): void {
    rmSync(this.#path, { force: true });
  }
}
