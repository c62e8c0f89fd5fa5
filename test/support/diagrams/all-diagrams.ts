import { drawStates, explore, type ExploredMachine } from './explore.ts';
import { modeMachine } from './mode-machine.ts';
import { orderMachine } from './order-machine.ts';
import {
  discMachine,
  driveMachine,
  paymentMachine,
  printJobMachine,
  slotMachine,
  vendorModeMachine,
} from './small-machines.ts';

/** Where the diagrams stand in ARCHITECTURE.md. */
const begin = '<!-- The diagrams below are drawn from the machines: npm run diagrams -->';
const end = '<!-- Here the drawn diagrams end. -->';

function section<State, Event>(machine: ExploredMachine<State, Event>): string {
  return `### ${machine.title}\n\n\`\`\`mermaid\n${drawStates(explore(machine))}\n\`\`\`\n`;
}

/** Every machine of `app/orders`, drawn from its code. */
export function drawAll(): string {
  return [
    section(orderMachine),
    section(paymentMachine),
    section(discMachine),
    section(slotMachine),
    section(driveMachine),
    section(printJobMachine),
    section(modeMachine),
    section(vendorModeMachine),
  ].join('\n');
}

/** The text with its diagrams drawn anew. @throws Error where it has no place for them. */
export function withDiagrams(text: string, diagrams: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error('There is no place for the diagrams.');
  return `${text.slice(0, from + begin.length)}\n\n${diagrams}\n${text.slice(to)}`;
}
