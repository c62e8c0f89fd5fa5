import { timestamp } from '../../foundation/clock.ts';
import { DisposalStack } from '../../foundation/disposal.ts';
import { AppError } from '../../foundation/errors.ts';
import { datedStates } from '../../orders/order-state.ts';
import { composeBank } from './bank/compose.ts';
import type { Controller, ControllerSettings } from './controller.ts';
import { composeDoor } from './http/compose.ts';
import { refuseOutsideHosts } from './http/screens-server.ts';
import { stopOnLowBattery } from './machine/low-battery.ts';
import { composeRecords } from './records/compose.ts';
import { rise } from './recovery/compose.ts';
import { noteStart } from './recovery/note-start.ts';
import { composeWorkflow } from './workflow/compose.ts';

/**
 * Puts a kiosk together and starts it.
 *
 * @throws AppError `KIOSK_NOT_ENROLLED`, the database's codes, `SCREENS_HOST_REFUSED`, or the bank's on the first start.
 */
export async function composeController(settings: ControllerSettings): Promise<Controller> {
  const disposal = new DisposalStack();
  try {
    return await compose(settings, disposal);
  } catch (error) {
    await disposal.dispose();
    throw error;
  }
}

async function compose(settings: ControllerSettings, disposal: DisposalStack): Promise<Controller> {
  const { logger, onPowerLow = () => {}, randomness } = settings;
  refuseOutsideHosts(settings.host);
  const kept = composeRecords(settings, disposal);
  const { clock, folders, marks, records, recordsHealth } = kept;
  const bootId = Buffer.from(randomness.bytes(9)).toString('base64url');
  const closing = new AbortController();
  const { signal } = closing;
  const onFailure = (error: unknown) => recordsHealth.noteFailure(error);
  const online = await composeBank(
    { settings, bootId, records, clock, onFailure, signal },
    disposal,
  );
  const { bank, bankWatch, catalogue, enrolment, media, sender, standing } = online;
  const workflow = composeWorkflow({
    settings,
    bootId,
    clock,
    records,
    recordsHealth,
    bank,
    media,
    enrolment,
    line: bankWatch,
    standing: () => standing.standing,
    signal,
    disposal,
  });
  const { acts, arrivals, cabinet, desk, jackets, lamps, progress, scheduler, watch } = workflow;
  noteStart(records, bootId, clock);
  // Before the records close, and after all else has ended: whoever pulls the plug leaves no such mark.
  marks.onEnd = () => records.boots.end(bootId, timestamp(clock));
  const door = await composeDoor({ settings, kept, online, workflow, signal }, disposal);
  const { claims, playbacks, server, tokenListeners, tokens } = door;

  bankWatch.onTime = (time) => clock.confirm(time);
  clock.onSet = (difference) => {
    const facts = { seconds: Math.round(difference / 1000) };
    records.events.add('clock.set', null, facts, timestamp(clock));
    if (difference >= 0) return;
    // What was dated by a clock that was ahead would be collected, or end, only once it is that late in earnest.
    for (const { orderId } of records.orders.listIn(datedStates)) {
      desk.happen(orderId, { is: 'clockSetBack' });
    }
  };
  progress.onChange(() => server.pushAllSoon());
  watch.onLook(() => {
    server.pushAllSoon();
    scheduler.schedule();
    lamps.show();
  });
  desk.onChange((orderId, state) => {
    claims.follow(orderId, state);
    if (state.at === 'queued' && state.attempt === 1) scheduler.schedule();
    if (state.at === 'suspect') playbacks.wake();
    watch.look();
    server.pushAll();
    sender.wake();
  });
  bankWatch.onChange(() => {
    watch.look();
    if (!bankWatch.isReachable) return;
    void standing.tell();
    sender.wake();
    playbacks.wake();
    void catalogue.refresh();
  });
  catalogue.onChange(() => {
    void media.fill();
    server.pushAllSoon();
  });
  standing.onChange((now) => {
    records.events.add('bank.standing', null, { standing: now }, timestamp(clock));
    watch.look();
    server.pushAll();
    if (now === 'good') sender.wake();
  });
  for (const part of [media, catalogue, sender, playbacks, scheduler]) {
    disposal.defer(() => part.close());
  }
  let rising = Promise.resolve();
  disposal.defer(() => arrivals.close());
  disposal.defer(() => rising.catch(() => {}));
  disposal.defer(() => {
    closing.abort(
      new AppError('CONTROLLER_STOPPING', 'The machine is stopping.', { remedy: 'retry' }),
    );
  });

  // Without the bank it starts with the titles last heard; the first word of the bank refreshes them.
  await bankWatch.start();
  if (bankWatch.isReachable) {
    // Before anything moves: whoever is stale does nothing more.
    await standing.tell();
    await catalogue.refresh();
  }
  void media.fill();
  disposal.defer(stopOnLowBattery({ cabinet, acts, records, signal, clock, logger, onPowerLow }));
  // Trays and the arm stand still while somebody has his hands inside; the screens say so meanwhile.
  const isHeldUp = !acts.mayBegin('reject.started');
  const begin = async () => {
    await rise({ settings, records, workflow, clock, logger });
    scheduler.start();
    sender.wake();
    playbacks.wake();
  };
  rising = begin();
  if (!isHeldUp) await rising;
  else {
    rising.catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) logger.error({ reason }, 'The kiosk did not rise.');
    });
  }
  logger.info({ url: server.url, bootId }, 'The kiosk is up.');

  return {
    url: server.url,
    databasePath: folders.records.database,
    issueToken: () => tokens.issue(),
    onTokenUsed: (listener) => {
      tokenListeners.add(listener);
    },
    jacketPath: (orderId) => jackets.pathOf(orderId),
    close: () => disposal.dispose(),
  };
}
