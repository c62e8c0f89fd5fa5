import { createInterface } from 'node:readline';
import type { Attendant, AttendantAnswer } from '../../../drivers/disc-robot/attendant.ts';

/** What may be typed instead of Enter. */
const ANSWERS: ReadonlySet<string> = new Set<AttendantAnswer>([
  'done',
  'sourceEmpty',
  'destinationFull',
  'stuck',
  'dropped',
]);

/**
 * Lets whoever sits at the terminal be the attendant of a machine without a robot: asks on standard error, hears on standard
 * input. @returns a function that ends it.
 */
export function guideAttendant(attendant: Attendant): () => void {
  const lines = createInterface({ input: process.stdin });
  const stopAsking = attendant.onTask((task) => {
    if (task === null) return;
    process.stderr.write(
      `Move the disc from ${task.from} to ${task.to}, then press Enter. Or type what is wrong: ${[...ANSWERS].slice(1).join(', ')}.\n`,
    );
  });
  lines.on('line', (text) => {
    const { task } = attendant;
    const answer = text.trim() || 'done';
    if (task === null) return;
    if (isAnswer(answer)) attendant.answer(task.number, answer);
    else process.stderr.write(`${answer} is no answer.\n`);
  });
  return () => {
    stopAsking();
    lines.close();
  };
}

function isAnswer(text: string): text is AttendantAnswer {
  return ANSWERS.has(text);
}
