import type { LicenceStatus } from '../../contracts/licence.ts';
import type { SynthesisDevice } from '../ports.ts';

/** What the page needs of a player: a disc, an account, and the film. */
export interface ShownPlayer {
  readonly facts: {
    readonly titleId: string;
    readonly orderId: string;
    readonly distributorId: string;
    readonly issuedAt: string;
    readonly isVerified: boolean;
  };
  readonly account: { readonly member: string | null; readonly isSignedIn: boolean };
  activate(request: {
    readonly member: string;
    readonly pin: string;
    readonly password: string;
    readonly name: string;
  }): Promise<unknown>;
  signIn(request: {
    readonly member: string;
    readonly password: string;
    readonly name: string;
  }): Promise<unknown>;
  licences(): Promise<readonly LicenceStatus[]>;
  /** Opens a showing; whoever gets it closes it. */
  watch(signal: AbortSignal): Promise<SynthesisDevice>;
}
