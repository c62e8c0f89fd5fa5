import type { z } from 'zod';
import { wireErrorSchema, type WireError } from '../../../../contracts/errors.ts';
import {
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceAct,
  type MaintenanceView,
} from '../../../../contracts/maintenance-api.ts';
import {
  staffSessionSchema,
  staffTouchHeader,
  type StaffSession,
  type StaffSignIn,
} from '../../../../contracts/staff.ts';

/** What the machine answered, or why not. */
export type Answer<Value> =
  | { readonly is: 'given'; readonly value: Value }
  | { readonly is: 'refused'; readonly error: WireError }
  /** Whoever asks may not: the token is none, of an earlier start of the machine, or of a session that has ended. */
  | { readonly is: 'noToken' }
  | { readonly is: 'silent' };

/** How long an answer may take, milliseconds. What is told may move an arm first. */
const LOOK_LIMIT = 10_000;
const ACT_LIMIT = 60_000;

/** What is asked because a person touched the page keeps them signed in; what the page asks by itself does not. */
const touchHeader = { [staffTouchHeader]: '1' };

interface Asking {
  readonly method?: 'POST';
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks the machine's maintenance API. Never throws: that nobody answers is an answer. */
export class MaintenanceClient {
  readonly #token: string;
  readonly #fetch: typeof fetch;

  constructor(token: string, ask: typeof fetch) {
    this.#token = token;
    this.#fetch = ask;
  }

  /** @param isIdle nobody has touched the page since it asked last. */
  look(isIdle: boolean): Promise<Answer<MaintenanceView>> {
    const headers = isIdle ? {} : touchHeader;
    return this.#ask(maintenanceRoutes.view, maintenanceViewSchema, { headers }, LOOK_LIMIT);
  }

  tell(act: MaintenanceAct): Promise<Answer<MaintenanceView>> {
    const said = saying(act);
    return this.#ask(maintenanceRoutes.acts, maintenanceViewSchema, said, ACT_LIMIT);
  }

  /** Reads what is not part of the view: `/maintenance/shift`. */
  read<Value>(path: string, schema: z.ZodType<Value>): Promise<Answer<Value>> {
    return this.#ask(path, schema, { headers: touchHeader }, LOOK_LIMIT);
  }

  /** Whether the machine heard it or not: this page forgets its token. */
  async signOut(): Promise<void> {
    const signal = AbortSignal.timeout(LOOK_LIMIT);
    const headers = { authorization: `Bearer ${this.#token}` };
    await this.#fetch(maintenanceRoutes.signOut, { method: 'POST', headers, signal }).catch(
      () => null,
    );
  }

  #ask<Value>(
    path: string,
    schema: z.ZodType<Value>,
    init: Asking,
    limitMs: number,
  ): Promise<Answer<Value>> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#token}` };
    return ask(this.#fetch, path, schema, { ...init, headers }, limitMs);
  }
}

/** A person proves who they are, and is given a session. */
export function signIn(fetcher: typeof fetch, proof: StaffSignIn): Promise<Answer<StaffSession>> {
  return ask(fetcher, maintenanceRoutes.signIn, staffSessionSchema, saying(proof), LOOK_LIMIT);
}

function saying(body: unknown) {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', body: JSON.stringify(body), headers } as const;
}

async function ask<Value>(
  fetcher: typeof fetch,
  path: string,
  schema: z.ZodType<Value>,
  init: RequestInit,
  limitMs: number,
): Promise<Answer<Value>> {
  try {
    const response = await fetcher(path, { ...init, signal: AbortSignal.timeout(limitMs) });
    if (response.status === 401) return { is: 'noToken' };
    const body: unknown = await response.json();
    if (response.ok) return { is: 'given', value: schema.parse(body) };
    return { is: 'refused', error: wireErrorSchema.parse(body) };
  } catch {
    return { is: 'silent' };
  }
}
