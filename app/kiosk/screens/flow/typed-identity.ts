/** What has been typed of a member number (6 figures) and a PIN (4 to 8). */
export interface TypedIdentity {
  readonly number: string;
  readonly pin: string;
  readonly field: 'number' | 'pin';
}

export const numberLength = 6;
export const pinLengths = { least: 4, most: 8 } as const;

export function freshIdentity(hasCard: boolean): TypedIdentity {
  return { number: '', pin: '', field: hasCard ? 'pin' : 'number' };
}

/** Adds a figure where one is missing; a whole number leads on to the PIN. */
export function typeFigure(typed: TypedIdentity, figure: string): TypedIdentity {
  if (typed.field === 'pin') {
    return typed.pin.length === pinLengths.most ? typed : { ...typed, pin: typed.pin + figure };
  }
  const number = (typed.number + figure).slice(0, numberLength);
  return { ...typed, number, field: number.length === numberLength ? 'pin' : 'number' };
}

/** Takes the last figure back; from an empty PIN back into the number, unless a card stands for it. */
export function eraseFigure(typed: TypedIdentity, hasCard: boolean): TypedIdentity {
  if (typed.field === 'number') return { ...typed, number: typed.number.slice(0, -1) };
  if (typed.pin !== '') return { ...typed, pin: typed.pin.slice(0, -1) };
  return hasCard ? typed : { ...typed, field: 'number', number: typed.number.slice(0, -1) };
}

/** What is still missing before it can be sent, or `null`. */
export function missingPart(typed: TypedIdentity, hasCard: boolean): 'number' | 'pin' | null {
  if (!hasCard && typed.number.length < numberLength) return 'number';
  return typed.pin.length < pinLengths.least ? 'pin' : null;
}
