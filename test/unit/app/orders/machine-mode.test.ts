import { expect, test } from 'vitest';
import { calmCabinet } from '../../../../app/orders/cabinet.ts';
import { machineServices, type MachineFacts } from '../../../../app/orders/machine-mode.ts';

const well: MachineFacts = {
  isStarting: false,
  inMaintenance: false,
  isMaintenanceAsked: false,
  databaseSound: true,
  bankReachable: true,
  freeBlanks: 10,
  freeSheets: null,
  freeSlots: 4,
  drives: 2,
  usableDrives: 2,
  robotWorks: true,
  gateWorks: true,
  printerWorks: true,
  readerWorks: true,
  paymentWorks: true,
  cabinet: calmCabinet,
};

test('a whole machine is in service and closes nothing', () => {
  expect(machineServices(well)).toEqual({
    mode: 'inService',
    ordersClosed: [],
    pickUpClosed: [],
  });
});

test('a machine whose terminal is absent sells nothing, and hands out what was paid', () => {
  expect(machineServices({ ...well, paymentWorks: false })).toEqual({
    mode: 'degraded',
    ordersClosed: ['payment-fault'],
    pickUpClosed: [],
  });
});

test.each([
  [{ isStarting: true }, 'starting', ['starting'], ['starting']],
  [{ inMaintenance: true }, 'maintenance', ['maintenance'], ['maintenance']],
  [{ isMaintenanceAsked: true }, 'degraded', ['maintenance'], []],
  [{ databaseSound: false }, 'outOfService', ['database-fault'], ['database-fault']],
  [{ freeBlanks: 0 }, 'degraded', ['no-blank'], []],
  [{ freeBlanks: null }, 'inService', [], []],
  [{ freeSheets: 0 }, 'degraded', ['no-paper'], []],
  [{ printerWorks: false, freeSheets: 0 }, 'degraded', ['printer-fault'], []],
  [{ freeSlots: 0 }, 'degraded', ['no-free-slot'], []],
  [{ usableDrives: 1 }, 'degraded', [], []],
  [{ usableDrives: 0 }, 'degraded', ['drive-fault'], []],
  [{ drives: 0, usableDrives: 0 }, 'degraded', ['no-drive'], []],
  [{ robotWorks: false }, 'degraded', ['robot-fault'], []],
  [{ readerWorks: false }, 'degraded', [], []],
  [{ gateWorks: false }, 'outOfService', ['gate-fault'], ['gate-fault']],
  [{ bankReachable: false }, 'degraded', ['bank-unreachable'], []],
  [
    { bankReachable: false, gateWorks: false },
    'outOfService',
    ['gate-fault', 'bank-unreachable'],
    ['gate-fault'],
  ],
  [{ cabinet: { ...calmCabinet, isDoorOpen: true } }, 'outOfService', ['door-open'], ['door-open']],
  [
    { isStarting: true, cabinet: { ...calmCabinet, isDoorOpen: true } },
    'starting',
    ['door-open'],
    ['door-open'],
  ],
  [
    { cabinet: { ...calmCabinet, isTamperedWith: true }, freeBlanks: 0 },
    'outOfService',
    ['tampered'],
    ['tampered'],
  ],
  [{ cabinet: { ...calmCabinet, power: 'battery' } }, 'degraded', ['on-battery'], []],
  [{ cabinet: { ...calmCabinet, power: 'low' } }, 'outOfService', ['power-low'], ['power-low']],
  [{ cabinet: { ...calmCabinet, isTooHot: true } }, 'degraded', ['too-hot'], []],
  [{ cabinet: { ...calmCabinet, isWatched: false } }, 'degraded', [], []],
  [{ freeBlanks: 0, freeSheets: 0 }, 'degraded', ['no-blank', 'no-paper'], []],
] as const)('with %j it is %s', (change, mode, ordersClosed, pickUpClosed) => {
  expect(machineServices({ ...well, ...change })).toEqual({ mode, ordersClosed, pickUpClosed });
});
