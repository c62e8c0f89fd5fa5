import { expect, test } from 'vitest';
import { machineServices, type MachineFacts } from '../../../../app/orders/machine-mode.ts';

const well: MachineFacts = {
  isStarting: false,
  inMaintenance: false,
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
};

test('a whole machine is in service and closes nothing', () => {
  expect(machineServices(well)).toEqual({
    mode: 'inService',
    ordersClosed: [],
    pickUpClosed: [],
  });
});

test.each([
  [{ isStarting: true }, 'starting', ['starting'], ['starting']],
  [{ inMaintenance: true }, 'maintenance', ['maintenance'], ['maintenance']],
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
  [{ bankReachable: false }, 'outOfService', ['bank-unreachable'], ['bank-unreachable']],
  [{ freeBlanks: 0, freeSheets: 0 }, 'degraded', ['no-blank', 'no-paper'], []],
] as const)('with %j it is %s', (change, mode, ordersClosed, pickUpClosed) => {
  expect(machineServices({ ...well, ...change })).toEqual({ mode, ordersClosed, pickUpClosed });
});
