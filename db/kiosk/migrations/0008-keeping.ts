/** Outbox index, copies. */
export const keeping = ``;
