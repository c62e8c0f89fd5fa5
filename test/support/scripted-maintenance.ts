import type { AddressInfo } from 'node:net';
import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';
import { z } from 'zod';
import { type WireError, wireErrorSchema } from '../../app/contracts/errors.ts';
import {
  type MaintenanceAct,
  maintenanceActSchema,
  maintenanceRoutes,
  type MaintenanceView,
  maintenanceViewSchema,
} from '../../app/contracts/maintenance-api.ts';
import {
  type Audit,
  auditSchema,
  driveWearSchema,
  panelEventsSchema,
  shiftReportSchema,
} from '../../app/contracts/panel-reports.ts';
import {
  type Actor,
  staffMemberSchema,
  staffSessionSchema,
  type StaffSignIn,
  staffSignInSchema,
  staffTouchHeader,
} from '../../app/contracts/staff.ts';
import {
  busyView,
  scriptedAudit,
  scriptedEvents,
  scriptedPeople,
  scriptedShift,
  scriptedWear,
} from './scripted-maintenance-data.ts';
import { builtScreens } from './screen-media.ts';

export const ownerToken = 'owner-of-this-machine';
const personToken = 'session-of-a-person';

/** As strict as the real controller is. */
const contentSecurityPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** Who signs in with 2468 and 1357, or with a badge and 1357. */
export const frontDesk: Actor = {
  staffId: 's_frontdesk001',
  name: 'Front desk',
  rights: ['exchange', 'test', 'settle'],
};

interface Refused {
  readonly status: number;
  readonly error: WireError;
}

/** A machine's maintenance API that says what a test tells it to: the contract, and nothing behind it. */
export class ScriptedMaintenance {
  readonly acts: MaintenanceAct[] = [];
  readonly signIns: StaffSignIn[] = [];
  /** Of each look at the machine since the last reset: whether a person had touched the panel. */
  readonly looks: boolean[] = [];
  view: MaintenanceView = busyView;
  audit: Audit = scriptedAudit;
  person: Actor = frontDesk;
  idleSeconds = 180;
  /** How the next acts and sign-ins are refused; null: they are not. */
  refusal: Refused | null = null;
  /** Changes the view as an act would. */
  onAct: (act: MaintenanceAct) => void = () => {};
  /** Held acts wait until they are let go. */
  hold: Promise<void> | null = null;
  #isSignedIn = false;
  readonly #server = Fastify({ forceCloseConnections: true });

  private constructor() {}

  /** Serves the pages that were built before the tests, on a free port of loopback. */
  static async start(): Promise<ScriptedMaintenance> {
    const machine = new ScriptedMaintenance();
    await machine.#listen();
    return machine;
  }

  get url(): string {
    const { port } = this.#server.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  reset(): void {
    this.acts.length = 0;
    this.signIns.length = 0;
    this.looks.length = 0;
    this.view = busyView;
    this.audit = scriptedAudit;
    this.person = frontDesk;
    this.idleSeconds = 180;
    this.refusal = null;
    this.onAct = () => {};
    this.hold = null;
    this.#isSignedIn = false;
  }

  /** The machine ends the session by itself. */
  endSession(): void {
    this.#isSignedIn = false;
  }

  get isSignedIn(): boolean {
    return this.#isSignedIn;
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  #actorOf(authorization: string | undefined): Actor | null {
    if (authorization === `Bearer ${ownerToken}`) return busyView.actor;
    if (authorization === `Bearer ${personToken}` && this.#isSignedIn) return this.person;
    return null;
  }

  async #listen(): Promise<void> {
    const app = this.#server;
    app.addHook('onSend', async (_request, reply) => {
      void reply.header('content-security-policy', contentSecurityPolicy);
    });
    app.setErrorHandler((error: Error, _request, reply) => {
      const said = { code: 'CONTRACT_BROKEN', message: error.message, remedy: 'fix-the-code' };
      void reply.code(500).send(said);
    });
    await app.register(fastifyStatic, { root: builtScreens });
    this.#addDoor();
    this.#addRooms();
    await app.listen({ host: '127.0.0.1', port: 0 });
  }

  #addDoor(): void {
    this.#server.post(maintenanceRoutes.signIn, (request, reply) => {
      this.signIns.push(staffSignInSchema.parse(request.body));
      if (this.refusal !== null) {
        return reply.code(this.refusal.status).send(wireErrorSchema.parse(this.refusal.error));
      }
      this.#isSignedIn = true;
      const session = { token: personToken, idleSeconds: this.idleSeconds, actor: this.person };
      return staffSessionSchema.parse(session);
    });
    this.#server.post(maintenanceRoutes.signOut, (_request, reply) => {
      this.#isSignedIn = false;
      return reply.code(204).send();
    });
  }

  #addRooms(): void {
    const view = (actor: Actor) => maintenanceViewSchema.parse({ ...this.view, actor });
    this.#get(maintenanceRoutes.view, (actor, _query, isTouch) => {
      this.looks.push(isTouch);
      return view(actor);
    });
    this.#get(maintenanceRoutes.people, () => z.array(staffMemberSchema).parse(scriptedPeople));
    this.#get(maintenanceRoutes.shift, () => shiftReportSchema.parse(scriptedShift));
    this.#get(maintenanceRoutes.wear, () => z.array(driveWearSchema).parse(scriptedWear));
    this.#get(maintenanceRoutes.audit, () => auditSchema.parse(this.audit));
    this.#get(maintenanceRoutes.events, (_actor, { order, before }) => {
      const events = scriptedEvents.filter(
        ({ code, number }) =>
          (order === undefined || code === order) &&
          (before === undefined || number < Number(before)),
      );
      const page = events.slice(0, 5);
      const isMore = events.length > page.length;
      return panelEventsSchema.parse({
        events: page,
        before: isMore ? page.at(-1)!.number : null,
      });
    });
    this.#server.post(maintenanceRoutes.acts, async (request, reply) => {
      const actor = this.#actorOf(request.headers.authorization);
      if (actor === null) return reply.code(401).send({});
      const act = maintenanceActSchema.parse(request.body);
      this.acts.push(act);
      await this.hold;
      if (this.refusal !== null) {
        return reply.code(this.refusal.status).send(wireErrorSchema.parse(this.refusal.error));
      }
      this.onAct(act);
      return view(actor);
    });
  }

  #get(
    path: string,
    answer: (
      actor: Actor,
      query: Readonly<Record<string, string | undefined>>,
      isTouch: boolean,
    ) => unknown,
  ): void {
    this.#server.get(path, (request, reply) => {
      const actor = this.#actorOf(request.headers.authorization);
      if (actor === null) return reply.code(401).send({});
      const query = z.record(z.string(), z.string()).parse(request.query);
      return answer(actor, query, request.headers[staffTouchHeader] === '1');
    });
  }
}
