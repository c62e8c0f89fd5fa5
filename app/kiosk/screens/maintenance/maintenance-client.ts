import { wireErrorSchema } from '../../../contracts/errors.ts';
import {
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceAct,
  type MaintenanceView,
} from '../../../contracts/maintenance-api.ts';

/** What the machine answered: how it stands, or why not. */
export type MaintenanceAnswer =
  | { readonly is: 'view'; readonly view: MaintenanceView }
  | { readonly is: 'refused'; readonly code: string; readonly message: string }
  /** This page may not ask: its token is none, or of an earlier start of the machine. */
  | { readonly is: 'noToken' }
  | { readonly is: 'silent' };

/** Asks the machine's maintenance API. Never throws: that nobody answers is an answer. */
export class MaintenanceClient {
  readonly #token: string;
  readonly #fetch: typeof fetch;

  constructor(token: string, ask: typeof fetch) {
    this.#token = token;
    this.#fetch = ask;
  }

  look(): Promise<MaintenanceAnswer> {
    return this.#ask(maintenanceRoutes.view, {});
  }

  tell(act: MaintenanceAct): Promise<MaintenanceAnswer> {
    return this.#ask(maintenanceRoutes.acts, { method: 'POST', body: JSON.stringify(act) });
  }

  async #ask(path: string, init: RequestInit): Promise<MaintenanceAnswer> {
    try {
      const response = await this.#fetch(path, {
        ...init,
        headers: {
          authorization: `Bearer ${this.#token}`,
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
      });
      if (response.status === 401) return { is: 'noToken' };
      const body: unknown = await response.json();
      if (response.ok) return { is: 'view', view: maintenanceViewSchema.parse(body) };
      const { code, message } = wireErrorSchema.parse(body);
      return { is: 'refused', code, message };
    } catch {
      return { is: 'silent' };
    }
  }
}
