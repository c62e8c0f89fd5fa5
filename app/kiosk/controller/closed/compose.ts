import { join } from 'node:path';
import { timestamp } from '../../../foundation/clock.ts';
import { DisposalStack } from '../../../foundation/disposal.ts';
import { AppError } from '../../../foundation/errors.ts';
import { composeController } from '../compose.ts';
import type { Controller, ControllerSettings } from '../controller.ts';
import { ScreenTokens } from '../http/screen-tokens.ts';
import { ScreensServer } from '../http/screens-server.ts';
import { restartSoon } from '../keeping/restart-soon.ts';
import { keepingFolders } from '../keeping/folders.ts';
import { MaintenanceToken } from '../maintenance/maintenance-token.ts';
import { owner } from '../maintenance/staff/compose.ts';
import { ClosedDesk } from './closed-desk.ts';
import { closedHandlers } from './closed-handlers.ts';
import { isRecordsFault, reasonOf } from './records-fault.ts';

/**
 * Puts a kiosk together. Where its records cannot be used it comes up all the same: out of service, and says why to customers and
 * staff; no file of the records is touched.
 *
 * @throws AppError what `composeController` throws for any other reason.
 */
export async function composeKiosk(settings: ControllerSettings): Promise<Controller> {
  try {
    return await composeController(settings);
  } catch (error) {
    if (!isRecordsFault(error)) throw error;
    return await composeClosed(settings, error);
  }
}

async function composeClosed(settings: ControllerSettings, fault: AppError): Promise<Controller> {
  const { clock, dataFolder, logger, machine, randomness } = settings;
  const { code, context, message } = fault;
  logger.error({ code, ...context, reason: message }, 'The kiosk is out of service.');
  const disposal = new DisposalStack();
  const folders = keepingFolders(dataFolder, settings.copiesFolder ?? null);
  const onRestart = () => disposal.defer(restartSoon(clock, settings.onRestart));
  const desk = new ClosedDesk({ fault, folders, machine, clock, onRestart });
  const staffToken = new MaintenanceToken(dataFolder, randomness);
  disposal.defer(() => staffToken.forget());
  const tokens = new ScreenTokens(randomness);
  const tokenListeners = new Set<() => void>();
  const since = timestamp(clock);
  const reason = reasonOf(fault);
  const server = await ScreensServer.open({
    host: settings.host,
    port: settings.port,
    screensFolder: settings.screensFolder,
    media: { folder: join(dataFolder, 'media'), nameOf: () => Promise.resolve(null) },
    tokens,
    handlers: closedHandlers(fault),
    maintenance: desk,
    // Who looks after the machine stands in the records: the machine's own token alone is good.
    staff: {
      actorOf: (token) => (staffToken.is(token) ? owner : null),
      signIn: () =>
        Promise.reject(
          new AppError('RECORDS_CLOSED', 'Nobody can sign in: the records cannot be read.', {
            remedy: 'call-attendant',
          }),
        ),
      signOut: () => {},
      people: () => [],
    },
    views: {
      view: () => ({
        now: timestamp(clock),
        machine: {
          mode: 'outOfService',
          ordersClosed: [reason],
          pickUpClosed: [reason],
          since,
          simulated: machine.hands !== null,
          distributorName: '',
          kioskName: desk.kioskName,
          slots: machine.gate.capabilities.slots,
          price: null,
        },
        session: { identifiedUntil: null, cardWaiting: false, orders: [] },
      }),
    },
    clock,
    logger,
    onTokenUsed: () => {
      for (const listener of tokenListeners) listener();
    },
  });
  disposal.defer(() => server.close());
  staffToken.publish(server.url, settings.machineFile ?? null);
  return {
    url: server.url,
    databasePath: folders.records.database,
    issueToken: () => tokens.issue(),
    onTokenUsed: (listener) => {
      tokenListeners.add(listener);
    },
    jacketPath: (orderId) => join(dataFolder, 'jackets', orderId),
    close: () => disposal.dispose(),
  };
}
