/** Starts and what they found. */
export const boots = ``;
