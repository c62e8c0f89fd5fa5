import { SingleBar } from 'cli-progress';

/** Shows how far a job is: a bar on a terminal, a line every tenth elsewhere. Always on standard error. */
export interface ProgressDisplay {
  update(label: string, percent: number): void;
  stop(): void;
}

export function showProgress(quiet = false): ProgressDisplay {
  if (quiet) return { update() {}, stop() {} };
  return process.stderr.isTTY ? progressBar() : progressLines();
}

function progressBar(): ProgressDisplay {
  const bar = new SingleBar({
    format: ' {bar} {percentage}% | {label}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    stream: process.stderr,
  });
  bar.start(100, 0, { label: '' });
  return {
    update: (label, percent) => bar.update(Math.floor(percent), { label }),
    stop: () => bar.stop(),
  };
}

function progressLines(): ProgressDisplay {
  let last = '';
  return {
    update(label, percent) {
      const line = `${label}: ${Math.floor(percent / 10) * 10} %`;
      if (line !== last) process.stderr.write(`${line}\n`);
      last = line;
    },
    stop() {},
  };
}
