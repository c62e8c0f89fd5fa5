import { RESTART_EXIT_CODE } from '../../foundation/exit-codes.ts';
import { type ChildProgram, type ChildProgramOptions, startChildProgram } from './child-program.ts';

/**
 * Runs a program that may ask to be started again, by the code with which it ends: as often as it asks. It has ended when it ends in
 * another way, or does not start any more.
 *
 * @throws AppError as `startChildProgram` does, the first time.
 */
export async function startRestartingProgram(options: ChildProgramOptions): Promise<ChildProgram> {
  let current = await startChildProgram(options);
  let isStopping = false;
  const whole = async () => {
    for (;;) {
      const sentence = await current.ended;
      const exitCode = await current.exitCode;
      if (isStopping || exitCode !== RESTART_EXIT_CODE) return { sentence, exitCode };
      try {
        current = await startChildProgram(options);
      } catch (error) {
        return { sentence: error instanceof Error ? error.message : String(error), exitCode };
      }
      if (isStopping) await current.stop();
    }
  };
  const end = whole();
  return {
    name: options.name,
    get url() {
      return current.url;
    },
    ended: end.then(({ sentence }) => sentence),
    exitCode: end.then(({ exitCode }) => exitCode),
    async stop() {
      isStopping = true;
      await current.stop();
      await end;
    },
  };
}
