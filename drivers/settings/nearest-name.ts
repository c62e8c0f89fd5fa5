import leven from 'leven';

/** The known name that was probably meant; null where none is near. A third of its letters may be wrong, two at least. */
export function nearestName(given: string, known: readonly string[]): string | null {
  let nearest: string | null = null;
  let least = Infinity;
  for (const name of known) {
    const distance = leven(given.toLowerCase(), name.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  const allowed = Math.max(2, Math.floor(given.length / 3));
  return least <= allowed ? nearest : null;
}
