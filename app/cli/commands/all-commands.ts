import type { Command } from 'commander';
import { addAuditCommand } from './audit.ts';
import { addBankCommand } from './bank.ts';
import { addDevicesCommands } from './devices.ts';
import { addDiscCommand } from './disc.ts';
import { addDoctorCommand } from './doctor.ts';
import { addDriveCommands } from './drive.ts';
import { addEngineCommands } from './engine.ts';
import { addGateCommands } from './gate.ts';
import { addLicenceCommands } from './licence.ts';
import { addMaintenanceCommands } from './maintenance.ts';
import { addMemberCommands } from './member.ts';
import { addPaymentCommands } from './payment.ts';
import { addPlayCommands } from './play.ts';
import { addPrinterCommands } from './printer.ts';
import { addReaderCommands } from './reader.ts';
import { addRecordsCommands } from './records.ts';
import { addRobotCommands } from './robot.ts';
import { addSignalsCommands } from './signals.ts';
import { addStaffCommands } from './staff.ts';
import { addStartCommand } from './start.ts';
import { addStickCommands } from './stick.ts';
import { addVaultCommands } from './vault.ts';

/** Every command, in the order in which help lists them. */
export function addAllCommands(program: Command): void {
  addStartCommand(program);
  addBankCommand(program);
  addDiscCommand(program);
  addPlayCommands(program);
  addVaultCommands(program);
  addMemberCommands(program);
  addLicenceCommands(program);
  addEngineCommands(program);
  addDoctorCommand(program);
  addMaintenanceCommands(program);
  addAuditCommand(program);
  addRecordsCommands(program);
  addStaffCommands(program);
  addDevicesCommands(program);
  addDriveCommands(program);
  addRobotCommands(program);
  addGateCommands(program);
  addReaderCommands(program);
  addPrinterCommands(program);
  addPaymentCommands(program);
  addSignalsCommands(program);
  addStickCommands(program);
}
