import 'react';

declare module 'react' {
  interface CSSProperties {
    /** How much of the time line is done, in percent. */
    '--done'?: string;
    /** Width over height of a leaf. */
    '--shape'?: number;
  }
}
