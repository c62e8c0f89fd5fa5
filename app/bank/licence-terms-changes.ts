import type { LicenceTerms } from '../contracts/licence.ts';

/** What is different in new terms, for the records: `showings 10 -> 12, devices 5 -> 6`; empty where nothing is. */
export function changesOfTerms(before: LicenceTerms, after: LicenceTerms): string {
  const old = wordsOf(before);
  return wordsOf(after)
    .flatMap(([name, value], index) => {
      const was = old[index]?.[1];
      return was === value ? [] : [`${name} ${was} -> ${value}`];
    })
    .join(', ');
}

function wordsOf(terms: LicenceTerms): readonly (readonly [string, string])[] {
  const { devices, hoursAfterFirstShowing, notAfter, notBefore, players, showings } = terms;
  return [
    ['showings', String(showings ?? 'unlimited')],
    ['not before', notBefore ?? 'none'],
    ['not after', notAfter ?? 'none'],
    ['hours after the first showing', String(hoursAfterFirstShowing ?? 'none')],
    ['devices', String(devices)],
    ['players at once', String(players.limit)],
    ['interval seconds', String(players.intervalSeconds)],
    ['grace seconds', String(players.graceSeconds)],
  ];
}
