import { AppError } from '../../../app/foundation/errors.ts';

/** `BENCH_ATTACK_STREAM`: the main stream cannot be parsed as a whole. */
export function attackError(message: string, bit: number): AppError {
  return new AppError('BENCH_ATTACK_STREAM', `${message}.`, {
    remedy: 'reject-input',
    context: { bit },
  });
}
