import { unreachable } from '../../app/foundation/errors.ts';
import { milliseconds, seconds } from '../../app/foundation/units.ts';
import type { DriverServices } from '../contract/device.ts';
import type { DocumentPrinter } from '../document-printer/contract.ts';
import { openIppPrinter } from '../document-printer/document-printer-ipp.ts';
import { A4, DISC } from '../document-printer/ipp-printer-report.ts';
import { openLpPrinter } from '../document-printer/document-printer-lp.ts';
import { startSimulatedIppPrinter } from '../document-printer/simulated-ipp-printer.ts';
import { simulatedLp } from '../document-printer/simulated-lp.ts';
import { SIMULATED } from '../settings/fields.ts';
import type { PrinterSettings } from '../settings/machine-settings.ts';
import { unknownPresence, worldPresence } from '../supervision/presence.ts';
import { bodyOf, servicesFor, type Blueprint, type Surroundings } from './blueprint.ts';

/** A printer tells nothing by itself: so often it is asked whether it is still there. */
const LOOK_EVERY = { ipp: milliseconds(1500), lp: seconds(5) } as const;

/** @param unit 1 prints jackets, 2 prints on discs. */
export function printerBlueprint(
  settings: PrinterSettings,
  unit: 1 | 2,
): Blueprint<DocumentPrinter> {
  const name = unit === 1 ? 'printer' : 'labelPrinter';
  const address = settings.driver === 'ipp' ? settings.url : settings.queue;
  return {
    name,
    driver: settings.driver,
    address: withoutSecret(address),
    supervision(surroundings) {
      const isSimulated = address === SIMULATED;
      return {
        name: unit === 1 ? 'The printer' : 'The label printer',
        address: withoutSecret(address),
        open: () => openPrinter(settings, unit, surroundings, servicesFor(surroundings, name)),
        presence: isSimulated
          ? worldPresence(bodyOf(surroundings).world, 'printer', unit)
          : unknownPresence,
        // It remembers jobs that it does not know the end of.
        isKept: true,
        look: {
          every: isSimulated ? null : LOOK_EVERY[settings.driver],
          ask: (printer) => printer.readStatus(),
        },
        clock: surroundings.clock,
        logger: surroundings.logger,
      };
    },
  };
}

/** The address of a printer may hold a name and a password: `ipp://staff:secret@printer/ipp/print`. */
function withoutSecret(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}

async function openPrinter(
  settings: PrinterSettings,
  unit: 1 | 2,
  surroundings: Surroundings,
  services: DriverServices,
): Promise<DocumentPrinter> {
  switch (settings.driver) {
    case 'ipp': {
      const media = settings.media ?? (unit === 1 ? A4 : DISC);
      if (settings.url !== SIMULATED) {
        return openIppPrinter({ ...services, url: settings.url, media });
      }
      const body = bodyOf(surroundings);
      const { url } = await body.once(`ipp${unit}`, () =>
        startSimulatedIppPrinter({ ...body.options, unit, media: [media] }),
      );
      return openIppPrinter({ ...services, url, media });
    }
    case 'lp': {
      const { media, programs, queue } = settings;
      const shared = { ...services, queue, programs, media };
      if (queue !== SIMULATED) return openLpPrinter(shared);
      const body = bodyOf(surroundings);
      const { launch } = await body.once(`lp${unit}`, () =>
        Promise.resolve(simulatedLp({ ...body.options, unit, queue })),
      );
      return openLpPrinter({ ...shared, launch });
    }
    default:
      return unreachable(settings);
  }
}
