/** How the line to the player stands. */
export type Line = 'opening' | 'open' | 'lost' | 'tokenRefused' | 'inUse';
