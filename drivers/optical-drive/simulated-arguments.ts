/** What cdrskin is asked to do: the part of its arguments that the driver uses. */
export interface CdrskinArguments {
  readonly device: string;
  readonly mode: 'inquiry' | 'inspect' | 'eject' | 'load' | 'burn';
  /** Multiple of 1 385 kB/s. */
  readonly speed: number;
  readonly sectors: number;
}

/** Reads the arguments; what it does not know it names, as cdrskin does. */
export function parseArguments(
  given: readonly string[],
): CdrskinArguments | { readonly unknown: string } {
  let device = '';
  let mode: CdrskinArguments['mode'] | null = null;
  let speed = 16;
  let sectors = 0;
  for (const argument of given) {
    const [name = '', value = ''] = argument.split(/=(.*)/s);
    if (name === 'dev') device = value;
    else if (name === 'speed') speed = Number(value);
    else if (name === 'tsize') sectors = Number(value.replace(/s$/, ''));
    else if (argument === '-minfo') mode = 'inspect';
    else if (argument === '-inq') mode = 'inquiry';
    else if (argument === '-eject') mode = 'eject';
    else if (argument === '-load') mode = 'load';
    else if (argument === '-') mode = 'burn';
    else if (!['--no_load', '-v', '-V', '-sao', 'blank', 'fs'].includes(name))
      return { unknown: argument };
  }
  if (mode === null || device === '') return { unknown: 'nothing to do' };
  return { device, mode, speed, sectors };
}
