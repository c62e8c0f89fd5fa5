import { Option } from 'commander';

/** Which machine's devices a command is about. */
export function machineOption(): Option {
  return new Option('--machine <file>', 'settings of the devices, machine.json');
}
