/** What a traffic light says; its shape says the same. */
export type LampColour = 'well' | 'care' | 'trouble' | 'unknown' | 'running';
