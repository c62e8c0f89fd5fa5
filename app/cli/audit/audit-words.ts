import type { Audit } from '../../contracts/panel-reports.ts';
import { accountOf } from '../../orders/ledger.ts';
import { alignColumns } from '../terminal/columns.ts';

/** What a look through the books found, for a person. */
export function auditLines({ at, balances, counters, entries, findings, head }: Audit): string {
  const account = accountOf(balances);
  const lines = [
    `The books at ${at}: ${entries} entries.`,
    `Head of the ledger: ${head ?? 'none'}`,
    '',
    `Discs loaded ${account.loaded} = input ${account.input} + in the machine ${account.inMachine}` +
      ` + customers ${account.customer} + rejected ${account.reject} + retained ${account.retain}` +
      ` + taken out ${account.removed} + unknown ${account.unknown}`,
    '',
    ...alignColumns([
      ['Counter', 'since the start', 'since the reset'],
      ...counters.map(({ name, sinceInitialisation, sinceReset }) => [
        name,
        String(sinceInitialisation),
        String(sinceReset),
      ]),
    ]),
    '',
    ...(findings.length === 0
      ? ['The books are sound.']
      : [
          `The books are NOT sound: ${findings.length} found.`,
          ...alignColumns(
            findings.map(({ code, entry, message }) => [
              `  ${code}${entry === null ? '' : `, entry ${entry}`}: ${message}`,
            ]),
          ),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}
