/**
 * Many viewers in one process: the load of the bench of viewers. Reads a {@link ViewersTask} on standard input; prints a line
 * when it begins to count, and a {@link ViewersLoad} when it has.
 */
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import { SimulatedViewer, type ViewedFilm } from './simulated-viewer.ts';
import { LoadFigures } from './viewers-figures.ts';
import { viewersTaskSchema } from './viewers-task.ts';

const task = viewersTaskSchema.parse(JSON.parse(await text(process.stdin)));
const figures = new LoadFigures();
const randomness = seededRandomness('where viewers begin');
const chance = () => Buffer.from(randomness.bytes(4)).readUInt32BE() / 2 ** 32;
const { checkOneIn, film, passes, rampSeconds, seconds, urls } = task;
const shared: { film: ViewedFilm | null } = {
  film: film === null ? null : { blocks: film.blocks, blockMs: () => film.blockMs, check: null },
};

const viewers = passes.map((pass, index) => {
  const url = urls[index % urls.length] ?? '';
  return new SimulatedViewer({ url, pass, shared, figures, checkOneIn, chance });
});
const watching: Promise<void>[] = [];
const begin = figures.now();
for (const [index, viewer] of viewers.entries()) {
  const due = begin + (index / viewers.length) * rampSeconds * 1000;
  if (due > figures.now()) await sleep(due - figures.now());
  watching.push(viewer.watch());
}
// Until the last has its first 20 seconds, and all ask at their own times.
await sleep(10_000);
figures.count();
process.stdout.write(`${JSON.stringify({ counting: true })}\n`);
await sleep(seconds * 1000);
const load = figures.take(viewers.length);
process.stdout.write(`${JSON.stringify(load)}\n`);
for (const viewer of viewers) viewer.stop();
process.exit(0);
