import { join } from 'node:path';
import { renderDiscLabel } from '../../../../templates/disc-label/render-disc-label.ts';
import { renderJacket } from '../../../../templates/jacket/render-jacket.ts';
import type { Enrolment } from '../../../contracts/bank-api.ts';
import type { DisposalStack } from '../../../foundation/disposal.ts';
import { standardOrderRules } from '../../../orders/order-rules.ts';
import type { KioskBank } from '../bank/bank-client.ts';
import type { Standing } from '../bank/bank-standing.ts';
import type { BankWatch } from '../bank/bank-watch.ts';
import type { MediaCache } from '../catalogue/media-cache.ts';
import type { ControllerSettings } from '../controller.ts';
import { CabinetWatch } from '../machine/cabinet-watch.ts';
import { ModeKeeper } from '../maintenance/mode/mode-keeper.ts';
import { InputBin } from '../machine/input-bin.ts';
import { MachineWatch } from '../machine/machine-watch.ts';
import { SlotLamps } from '../machine/slot-lamps.ts';
import { WaitingEstimate } from '../machine/waiting-estimate.ts';
import { Spool } from '../spool/spool.ts';
import type { SteadyClock } from '../time/steady-clock.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { RecordsHealth } from '../machine/records-health.ts';
import { ActRunner } from './act-runner.ts';
import { Arrivals } from './arrivals.ts';
import { DiscCarrier } from './disc-carrier.ts';
import { DiscLabelling } from './disc-labelling.ts';
import { DiscMaking } from './disc-making.ts';
import { driveMemory } from './drive-memory.ts';
import { DiscProving } from './disc-proving.ts';
import { DrivePool } from './drive-pool.ts';
import { EffectPerformer } from './effect-performer.ts';
import { JacketPrinting } from './jacket-printing.ts';
import { LiveProgress } from './live-progress.ts';
import { machineLocks } from './lock.ts';
import { OrderDesk } from './order-desk.ts';
import { Paying } from './paying.ts';
import { Presentation } from './presentation.ts';
import { Registration } from './registration.ts';
import { Scheduler } from './scheduler.ts';
import { StreamFetching } from './stream-fetching.ts';

/** What recorders and players are commonly made for ends at 45 to 50 degrees inside (assumed). */
const MAXIMUM_CELSIUS = 45;

export interface WorkflowParts {
  readonly settings: ControllerSettings;
  readonly bootId: string;
  /** The kiosk's own time, in place of the settings' clock. */
  readonly clock: SteadyClock;
  readonly records: KioskRecords;
  readonly recordsHealth: RecordsHealth;
  readonly bank: KioskBank;
  readonly line: Pick<BankWatch, 'isReachable' | 'isSettled' | 'onChange'>;
  /** What the bank thinks of this kiosk. */
  readonly standing: () => Standing;
  readonly media: Pick<MediaCache, 'readPoster'>;
  readonly enrolment: Enrolment;
  readonly signal: AbortSignal;
  readonly disposal: DisposalStack;
}

/** Puts together where orders change, and who does what they ask. Nothing has begun when this returns. */
export function composeWorkflow(parts: WorkflowParts) {
  const { bank, bootId, clock, disposal, enrolment, line, media, records, recordsHealth } = parts;
  const { settings, signal } = parts;
  const { burnSpeed, dataFolder, logger, machine, randomness } = settings;
  const rules = { ...standardOrderRules, holdFor: settings.holdFor };
  const desk = new OrderDesk(records, clock, rules, logger);
  desk.reportFailuresTo((error) => recordsHealth.noteFailure(error));
  const cabinet = new CabinetWatch(machine.signals, settings.maximumCelsius ?? MAXIMUM_CELSIUS);
  disposal.defer(() => cabinet.close());
  const acts = new ActRunner(records, clock, bootId, signal, cabinet);
  const arrivals = new Arrivals(acts, logger);
  const locks = machineLocks(machine.drives.length);
  const carrier = new DiscCarrier(machine, locks);
  const pool = new DrivePool(machine, driveMemory(records, recordsHealth));
  const progress = new LiveProgress();
  const spool = new Spool(
    join(dataFolder, 'spool'),
    (orderId, from, validator, ends) => bank.openMainStream(orderId, from, validator, ends),
    clock,
  );
  const keeper = new ModeKeeper(records, clock);
  const input = new InputBin();
  desk.onChange((_, state) => {
    if (state.at === 'producing' && state.disc.is === 'making') input.noteBlank();
  });
  const watch = new MachineWatch({
    input,
    machine,
    records,
    recordsHealth,
    pool,
    carrier,
    isBankReachable: () => line.isReachable,
    standing: parts.standing,
    cabinet,
    keeper,
    clock,
  });
  disposal.defer(() => watch.close());
  const lamps = new SlotLamps({ signals: machine.signals, records, logger });
  const estimate = new WaitingEstimate(records, progress, pool, burnSpeed);

  const registration = new Registration({ desk, bank, signal, logger });
  const fetching = new StreamFetching({
    desk,
    bank,
    spool,
    progress,
    line,
    clock,
    signal,
    logger,
  });
  const distributorName = enrolment.distributor.name;
  const { watchUrl } = settings;
  const printed = { records, desk, acts, watchUrl, distributorName, clock, logger };
  const { labelPrinter } = machine;
  const labelling =
    labelPrinter &&
    new DiscLabelling({
      ...printed,
      carrier,
      pool,
      printer: labelPrinter,
      render: renderDiscLabel,
    });
  const proving = new DiscProving({
    records,
    desk,
    acts,
    carrier,
    pool,
    progress,
    streamPathOf: (orderId) => spool.pathOf(orderId),
    burnSpeed,
    clock,
    logger,
    onDriveFree: () => scheduler.schedule(),
  });
  const making = new DiscMaking({
    records,
    desk,
    acts,
    carrier,
    pool,
    labelling,
    proving,
    progress,
    clock,
    randomness,
    logger,
  });
  const jackets = new JacketPrinting({
    ...printed,
    printer: machine.printer,
    printerLock: locks.printer,
    folder: join(dataFolder, 'jackets'),
    render: settings.renderJacket ?? renderJacket,
    readPoster: (title) => media.readPoster(title),
  });
  const presentation = new Presentation({
    records,
    desk,
    acts,
    gate: machine.gate,
    gateLock: locks.gate,
    carrier,
    takeWithin: settings.takeWithin,
    clock,
    logger,
  });
  const paying = new Paying({ records, desk, acts, terminal: machine.payment, clock, logger });
  const scheduler = new Scheduler({
    input,
    records,
    recordsHealth,
    desk,
    pool,
    watch,
    printer: machine.printer,
    signal,
    isTimeTrusted: () => clock.isTrusted,
    isWayOpen: () => line.isSettled,
    suspectFor: settings.suspectFor,
    clock,
    logger,
  });
  const performer = new EffectPerformer({
    registration,
    fetching,
    making,
    jackets,
    paying,
    presentation,
    pool,
    progress,
    onNothingPicked: () => {
      scheduler.holdBack();
      watch.look();
    },
    onDriveFree: () => scheduler.schedule(),
  });
  desk.performWith(performer.perform);
  disposal.defer(() => performer.settled());

  return {
    acts,
    arrivals,
    cabinet,
    carrier,
    desk,
    estimate,
    jackets,
    keeper,
    lamps,
    locks,
    pool,
    presentation,
    progress,
    registration,
    scheduler,
    spool,
    watch,
  };
}
