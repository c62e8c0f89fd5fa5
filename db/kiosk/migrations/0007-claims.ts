/** What lets a disc be claimed without the bank. */
export const claims = ``;
