/** Units, counts, guided jobs, tests. */
export const storage = ``;
