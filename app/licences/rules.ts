import { licenceTime } from './licence-facts.ts';
import { advanceLicence } from './licence.ts';
import {
  admitViewing,
  countDelivery,
  hasRunOut,
  renewViewing,
  surplusViewings,
} from './viewing.ts';

/** Everything that is decided of a licence while its records are held, for whoever keeps them. */
export const licenceRules = {
  advance: advanceLicence,
  timeOf: licenceTime,
  admit: admitViewing,
  renew: renewViewing,
  counts: countDelivery,
  surplus: surplusViewings,
  hasRunOut,
} as const;
