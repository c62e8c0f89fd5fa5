/** People who look after the machine. */
export const staff = ``;
