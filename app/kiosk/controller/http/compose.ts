import { renderShiftReport } from '../../../../templates/shift-report/render-shift-report.ts';
import type { DisposalStack } from '../../../foundation/disposal.ts';
import type { composeBank } from '../bank/compose.ts';
import { PlaybackWatch } from '../bank/playback-watch.ts';
import { Claims } from '../claims/claims.ts';
import type { ControllerSettings } from '../controller.ts';
import { Keeping } from '../keeping/keeping.ts';
import { composeMaintenance } from '../maintenance/compose.ts';
import { MaintenanceToken } from '../maintenance/maintenance-token.ts';
import { composeStaff } from '../maintenance/staff/compose.ts';
import { isWhollySimulated } from '../maintenance/staff/demonstration.ts';
import type { composeRecords } from '../records/compose.ts';
import { Reports } from '../reports/reports.ts';
import { requestHandlers } from '../sessions/requests.ts';
import { ViewBuilder } from '../sessions/view-builder.ts';
import { freeBytesOf } from '../spool/free-bytes.ts';
import type { composeWorkflow } from '../workflow/compose.ts';
import { ScreenTokens } from './screen-tokens.ts';
import { ScreensServer } from './screens-server.ts';

export interface DoorParts {
  readonly settings: ControllerSettings;
  readonly kept: ReturnType<typeof composeRecords>;
  readonly online: Awaited<ReturnType<typeof composeBank>>;
  readonly workflow: ReturnType<typeof composeWorkflow>;
  readonly signal: AbortSignal;
}

/** Puts together what customers and staff see and ask, and opens the door to it. */
export async function composeDoor(parts: DoorParts, disposal: DisposalStack) {
  const { kept, online, settings, signal, workflow } = parts;
  const { clock, folders, records, recordsHealth } = kept;
  const { bank, bankWatch, catalogue, enrolment, media } = online;
  const { dataFolder, logger, machine, randomness } = settings;
  const { kioskName } = enrolment;
  const noteFailure = (error: unknown) => recordsHealth.noteFailure(error);
  const claims = new Claims({ records, clock, randomness, signal });
  const shared = {
    ...workflow,
    catalogue,
    claims,
    enrolment,
    machine,
    records,
    isBankReachable: () => bankWatch.isReachable,
  };
  const views = new ViewBuilder({ ...shared, clock });
  const freeBytes = () => freeBytesOf(dataFolder);
  const handlers = requestHandlers({ ...shared, bank, freeBytes, randomness, views, signal });
  const playbacks = new PlaybackWatch({ records, desk: workflow.desk, bank, clock, logger });
  playbacks.onFailure = noteFailure;
  const keeping = new Keeping({
    records,
    folders,
    kioskName,
    clock,
    logger,
    onRestart: settings.onRestart,
    tellBank: (ends) => bank.retire(ends),
  });
  disposal.defer(() => keeping.close());
  const tokens = new ScreenTokens(randomness);
  const staffToken = new MaintenanceToken(dataFolder, randomness);
  disposal.defer(() => staffToken.forget());
  const staff = composeStaff({
    records,
    dataFolder,
    cabinet: workflow.cabinet,
    noteFailure,
    clock,
    randomness,
    isOwner: (token) => staffToken.is(token),
    isCustomerThere: () => server.isCustomerThere,
  });
  disposal.defer(() => staff.close());
  await staff.keepDemonstration(settings.demonstrationPerson ?? null, isWhollySimulated(machine));
  const reports = new Reports({
    records,
    databasePath: folders.records.database,
    acts: workflow.acts,
    clock,
    kiosk: { kioskName, distributorId: enrolment.distributor.distributorId },
    drives: machine.drives.length,
    printer: machine.printer,
    printerLock: workflow.locks.printer,
    render: renderShiftReport,
  });
  const maintenance = composeMaintenance({
    ...workflow,
    clock,
    disposal,
    keeping,
    kioskName,
    logger,
    machine,
    playbacks,
    randomness,
    records,
    reports,
    signal,
    staff,
    burnSpeed: settings.burnSpeed,
  });
  const tokenListeners = new Set<() => void>();
  const server = await ScreensServer.open({
    clock,
    handlers,
    logger,
    maintenance,
    media,
    reports,
    staff,
    tokens,
    views,
    host: settings.host,
    port: settings.port,
    screensFolder: settings.screensFolder,
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
  return { claims, playbacks, server, tokenListeners, tokens };
}
