import { Command } from 'commander';
import { addBankCommand } from './commands/bank.ts';
import { addDevicesCommands } from './commands/devices.ts';
import { addDiscCommand } from './commands/disc.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addDriveCommands } from './commands/drive.ts';
import { addEngineCommands } from './commands/engine.ts';
import { addGateCommands } from './commands/gate.ts';
import { addLicenceCommands } from './commands/licence.ts';
import { addMaintenanceCommands } from './commands/maintenance.ts';
import { addMemberCommands } from './commands/member.ts';
import { addPaymentCommands } from './commands/payment.ts';
import { addPlayCommands } from './commands/play.ts';
import { addPrinterCommands } from './commands/printer.ts';
import { addReaderCommands } from './commands/reader.ts';
import { addRobotCommands } from './commands/robot.ts';
import { addSignalsCommands } from './commands/signals.ts';
import { addStartCommand } from './commands/start.ts';
import { addStickCommands } from './commands/stick.ts';
import { addVaultCommands } from './commands/vault.ts';
import { reportFailure } from './terminal/report-failure.ts';

const program = new Command('diptych')
  .description('A film on two leaves: the main stream on a disc, the complement kept.')
  .showHelpAfterError('(add --help for what this command takes)')
  .enablePositionalOptions();

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
addDevicesCommands(program);
addDriveCommands(program);
addRobotCommands(program);
addGateCommands(program);
addReaderCommands(program);
addPrinterCommands(program);
addPaymentCommands(program);
addSignalsCommands(program);
addStickCommands(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  reportFailure(error, process.argv.includes('--json'));
  process.exitCode = 1;
}
