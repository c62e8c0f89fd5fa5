import { milliseconds } from '../../app/foundation/units.ts';
import type { DocumentPrinter } from '../document-printer/contract.ts';
import { openIppPrinter } from '../document-printer/document-printer-ipp.ts';
import { SIMULATED } from '../settings/fields.ts';
import type { PrinterSettings } from '../settings/machine-settings.ts';
import { unknownPresence, worldPresence } from '../supervision/presence.ts';
import { bodyOf, notBuilt, servicesFor, type Blueprint, type Surroundings } from './blueprint.ts';

/** A printer tells nothing by itself: so often it is asked whether it is still there. */
const LOOK_EVERY = milliseconds(1500);

/** @param unit 1 prints jackets, 2 prints on discs. */
export function printerBlueprint(
  settings: PrinterSettings,
  unit: 1 | 2,
): Blueprint<DocumentPrinter> {
  const name = unit === 1 ? 'printer' : 'labelPrinter';
  const address = addressOf(settings);
  return {
    name,
    driver: settings.driver,
    address,
    supervision(surroundings) {
      const isSimulated = address === SIMULATED;
      return {
        name: unit === 1 ? 'The printer' : 'The label printer',
        address,
        open: () => openPrinter(settings, unit, name, surroundings),
        presence: isSimulated
          ? worldPresence(bodyOf(surroundings).world, 'printer', unit)
          : unknownPresence,
        isKept: true,
        look: {
          every: isSimulated ? null : LOOK_EVERY,
          ask: (printer) => printer.readStatus(),
        },
        clock: surroundings.clock,
        logger: surroundings.logger,
      };
    },
  };
}

function addressOf(settings: PrinterSettings): string {
  return settings.driver === 'ipp' ? settings.url : settings.queue;
}

async function openPrinter(
  settings: PrinterSettings,
  unit: 1 | 2,
  name: string,
  surroundings: Surroundings,
): Promise<DocumentPrinter> {
  const services = servicesFor(surroundings, name);
  switch (settings.driver) {
    case 'ipp': {
      const isSimulated = settings.url === SIMULATED;
      const url = isSimulated ? await bodyOf(surroundings).printerUrl(unit) : settings.url;
      return openIppPrinter({ ...services, url });
    }
    default:
      throw notBuilt(settings.driver);
  }
}
