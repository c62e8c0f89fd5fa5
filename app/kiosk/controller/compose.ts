import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EPOCH, RESTORED, restoredSchema } from '../../../db/kiosk/replacement.ts';
import { renderShiftReport } from '../../../templates/shift-report/render-shift-report.ts';
import { timestamp } from '../../foundation/clock.ts';
import { DisposalStack } from '../../foundation/disposal.ts';
import { AppError } from '../../foundation/errors.ts';
import { datedStates } from '../../orders/order-state.ts';
import { KioskBank, PublicBank } from './bank/bank-client.ts';
import { BankStanding } from './bank/bank-standing.ts';
import { BankTransport } from './bank/bank-transport.ts';
import { BankWatch } from './bank/bank-watch.ts';
import { kioskIdentity } from './bank/enrolment.ts';
import { PlaybackWatch } from './bank/playback-watch.ts';
import { ReportSender } from './bank/report-sender.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { Claims } from './claims/claims.ts';
import { MediaCache } from './catalogue/media-cache.ts';
import type { Controller, ControllerSettings } from './controller.ts';
import { Reports } from './reports/reports.ts';
import { ScreenTokens } from './http/screen-tokens.ts';
import { refuseOutsideHosts, ScreensServer } from './http/screens-server.ts';
import { settleRestored } from './keeping/after-restore.ts';
import { keepingFolders } from './keeping/folders.ts';
import { Keeping } from './keeping/keeping.ts';
import { openKeptRecords } from './keeping/open-records.ts';
import { composeMaintenance } from './maintenance/compose.ts';
import { endInterruptedTests } from './maintenance/tests/after-restart.ts';
import { composeStaff } from './maintenance/staff/compose.ts';
import { isWhollySimulated } from './maintenance/staff/demonstration.ts';
import { MaintenanceToken } from './maintenance/maintenance-token.ts';
import { DiskReserve } from './machine/disk-reserve.ts';
import { openBooks } from './machine/opening-count.ts';
import { stopOnLowBattery } from './machine/low-battery.ts';
import { RecordsHealth } from './machine/records-health.ts';
import { kioskRecords, lastMoment } from './records/kiosk-records.ts';
import { requestHandlers } from './sessions/requests.ts';
import { SteadyClock } from './time/steady-clock.ts';
import { ViewBuilder } from './sessions/view-builder.ts';
import { freeBytesOf } from './spool/free-bytes.ts';
import { composeWorkflow } from './workflow/compose.ts';
import { noteStart } from './recovery/note-start.ts';
import { recover } from './recovery/recover.ts';

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
  const { bankUrl, dataFolder, logger, machine, randomness } = settings;
  refuseOutsideHosts(settings.host);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const folders = keepingFolders(dataFolder, settings.copiesFolder ?? null);
  const databasePath = folders.records.database;
  const records = kioskRecords(
    openKeptRecords(folders, timestamp(settings.clock)),
    settings.atBoundary,
  );
  disposal.defer(() => {
    records.db.close();
  });
  const marks = { end: () => {} };
  disposal.defer(() => marks.end());
  const clock = new SteadyClock(settings.clock, lastMoment(records));
  records.slots.ensure(machine.gate.capabilities.slots, { is: 'empty' }, timestamp(clock));
  const closing = new AbortController();
  const { signal } = closing;

  const transport = new BankTransport(bankUrl, clock, randomness);
  const publicBank = new PublicBank(transport);
  const bankWatch = new BankWatch(transport, publicBank, clock, logger);
  disposal.defer(() => bankWatch.close());
  bankWatch.onTime = (time) => clock.confirm(time);
  /** What was dated by a clock that was ahead would be collected, or end, only once it is that late in earnest. */
  let bringBack = () => {};
  clock.onSet = (difference) => {
    records.events.add(
      'clock.set',
      null,
      { seconds: Math.round(difference / 1000) },
      timestamp(clock),
    );
    if (difference < 0) bringBack();
  };
  const { enrolment, privateKey } = await kioskIdentity(
    records.settings,
    publicBank,
    settings.enrolmentCode,
    signal,
  );
  const bank = new KioskBank(transport, { keyId: enrolment.kioskId, privateKey });
  const recordsHealth = new RecordsHealth(
    records.events,
    clock,
    logger,
    new DiskReserve(join(dataFolder, 'reserve'), () => freeBytesOf(dataFolder)),
  );
  recordsHealth.prepare();
  records.rescue.makeRoom = (error) => recordsHealth.makeRoom(error);
  const keeping = new Keeping({
    records,
    folders,
    kioskName: enrolment.kioskName,
    clock,
    logger,
    onRestart: settings.onRestart,
    tellBank: (ends) => bank.retire(ends),
  });
  disposal.defer(() => keeping.close());
  const noteFailure = (error: unknown) => recordsHealth.noteFailure(error);
  const epoch = records.settings.find(EPOCH, z.int().positive()) ?? 1;
  const restoredFrom = records.settings.find(RESTORED, restoredSchema)?.copiedAt ?? null;
  const standing = new BankStanding({
    bank,
    start: () => ({
      bootId: workflow.bootId,
      epoch,
      number: records.outbox.lastNumber(),
      restoredFrom,
    }),
    clock,
    logger,
  });
  disposal.defer(() => standing.close());
  transport.onRefusal = (code) => standing.noteRefusal(code);
  const sender = new ReportSender(records.outbox, bank, epoch, clock, logger);
  sender.onFailure = noteFailure;
  const catalogue = new Catalogue(publicBank, records.settings, clock, logger);
  const media = new MediaCache(
    join(dataFolder, 'media'),
    publicBank,
    () => catalogue.titles,
    logger,
  );

  const workflow = composeWorkflow({
    settings,
    clock,
    records,
    recordsHealth,
    bank,
    line: bankWatch,
    standing: () => standing.standing,
    media,
    enrolment,
    signal,
    disposal,
  });
  const { acts, arrivals, cabinet, carrier, desk, pool, progress, scheduler, spool } = workflow;
  noteStart(records, acts.bootId, clock);
  // Before the records close, and after all else has ended: whoever pulls the plug leaves no such mark.
  marks.end = () => records.boots.end(acts.bootId, timestamp(clock));
  const { bootId, estimate, jackets, lamps, presentation, registration, watch } = workflow;

  const claims = new Claims({ records, clock, randomness, signal });
  const isBankReachable = () => bankWatch.isReachable;
  const views = new ViewBuilder({
    records,
    watch,
    machine,
    enrolment,
    catalogue,
    progress,
    estimate,
    claims,
    isBankReachable,
    clock,
  });
  const handlers = requestHandlers({
    bank,
    catalogue,
    claims,
    desk,
    enrolment,
    freeBytes: () => freeBytesOf(dataFolder),
    isBankReachable,
    machine,
    randomness,
    records,
    registration,
    views,
    watch,
    signal,
  });
  const playbacks = new PlaybackWatch({ records, desk, bank, clock, logger });
  playbacks.onFailure = noteFailure;
  const staffParts = { machine, records, desk, carrier, pool, watch, cabinet, clock, signal };
  const tokens = new ScreenTokens(randomness);
  const staffToken = new MaintenanceToken(dataFolder, randomness);
  disposal.defer(() => staffToken.forget());
  const staff = composeStaff({
    records,
    dataFolder,
    isOwner: (token) => staffToken.is(token),
    isCustomerThere: () => server.isCustomerThere,
    cabinet,
    noteFailure,
    clock,
    randomness,
  });
  disposal.defer(() => staff.close());
  await staff.keepDemonstration(settings.demonstrationPerson ?? null, isWhollySimulated(machine));
  const reports = new Reports({
    ...{ records, databasePath, acts, clock },
    kiosk: {
      kioskName: enrolment.kioskName,
      distributorId: enrolment.distributor.distributorId,
    },
    drives: machine.drives.length,
    printer: machine.printer,
    printerLock: workflow.locks.printer,
    render: renderShiftReport,
  });
  const maintenance = composeMaintenance({
    ...staffParts,
    acts,
    keeper: workflow.keeper,
    keeping,
    logger,
    playbacks,
    reports,
    staff,
    ...{ locks: workflow.locks, scheduler, randomness, disposal, burnSpeed: settings.burnSpeed },
    kioskName: enrolment.kioskName,
  });
  const tokenListeners = new Set<() => void>();
  const server = await ScreensServer.open({
    host: settings.host,
    port: settings.port,
    screensFolder: settings.screensFolder,
    media,
    tokens,
    handlers,
    maintenance,
    reports,
    staff,
    views,
    clock,
    logger,
    onTokenUsed: () => {
      for (const listener of tokenListeners) listener();
    },
  });
  disposal.defer(() => server.close());
  staffToken.publish(server.url, settings.machineFile ?? null);
  const stopReading = machine.reader.onReading(({ value }) => {
    server.holdCard(value);
    staff.holdBadge(value);
  });
  disposal.defer(stopReading);

  progress.onChange(() => server.pushAllSoon());
  watch.onLook(() => {
    server.pushAllSoon();
    scheduler.schedule();
    lamps.show();
  });
  bringBack = () => {
    for (const { orderId } of records.orders.listIn(datedStates)) {
      desk.happen(orderId, { is: 'clockSetBack' });
    }
  };
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
  disposal.defer(() => media.close());
  disposal.defer(() => catalogue.close());
  disposal.defer(() => sender.close());
  disposal.defer(() => playbacks.close());
  disposal.defer(() => scheduler.close());
  let rising = Promise.resolve();
  disposal.defer(() => arrivals.close());
  disposal.defer(() => rising.catch(() => {}));
  disposal.defer(() => {
    closing.abort(
      new AppError('CONTROLLER_STOPPING', 'The machine is stopping.', { remedy: 'retry' }),
    );
  });

  standing.onChange((now) => {
    records.events.add('bank.standing', null, { standing: now }, timestamp(clock));
    watch.look();
    server.pushAll();
    if (now === 'good') sender.wake();
  });
  // Without the bank it starts with the titles last heard; the first word of the bank refreshes them.
  await bankWatch.start();
  if (bankWatch.isReachable) {
    // Before anything moves: whoever is stale does nothing more.
    await standing.tell();
    await catalogue.refresh();
  }
  void media.fill();
  const { onPowerLow = () => {} } = settings;
  disposal.defer(stopOnLowBattery({ cabinet, acts, records, signal, clock, logger, onPowerLow }));
  const rise = async () => {
    await acts.untilMayBegin('reject.started');
    openBooks(machine, records, timestamp(clock));
    settleRestored({ records, desk, machine, clock, logger });
    await recover({
      records,
      desk,
      machine,
      carrier,
      pool,
      acts,
      arrivals,
      presentation,
      spool,
      takeWithin: settings.takeWithin,
      clock,
      logger,
    });
    const { gate } = machine;
    endInterruptedTests({ records, machine, acts, gate, gateLock: workflow.locks.gate, clock });
    arrivals.onDone = () => watch.look();
    watch.started();
    scheduler.start();
    sender.wake();
    playbacks.wake();
  };
  // Trays and the arm stand still while somebody has his hands inside; the screens say so meanwhile.
  const isHeldUp = !acts.mayBegin('reject.started');
  rising = rise();
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
    databasePath,
    issueToken: () => tokens.issue(),
    onTokenUsed: (listener) => {
      tokenListeners.add(listener);
    },
    jacketPath: (orderId) => jackets.pathOf(orderId),
    close: () => disposal.dispose(),
  };
}
