import { z } from 'zod';
import { wireErrorSchema } from './errors.ts';
import { instantSchema, orderCodeSchema, orderIdSchema, titleIdSchema } from './identifiers.ts';
import { pickUpCodeSchema } from './pick-up-code.ts';
import { languageSchema } from './title.ts';
import { catalogueEntrySchema, kioskViewSchema } from './kiosk-view.ts';

interface Channel<Params extends z.ZodType, Reply extends z.ZodType> {
  readonly name: string;
  readonly params: Params;
  readonly reply: Reply;
}

function channel<Params extends z.ZodType, Reply extends z.ZodType>(
  name: string,
  params: Params,
  reply: Reply,
): Channel<Params, Reply> {
  return { name, params, reply };
}

const nothing = z.strictObject({});
const pin = z.string().regex(/^\d{4,8}$/);

/** Every request a screen may make of its controller. Nothing else is answered. */
export const kioskChannels = {
  /** The catalogue with what can be made now. */
  listCatalogue: channel(
    'catalogue.list',
    nothing,
    z.strictObject({ entries: z.array(catalogueEntrySchema) }),
  ),
  /** Member number and PIN. Refused: `IDENTITY_REFUSED` with `attemptsLeft`, `IDENTITY_LOCKED` with `until`. */
  identifyMember: channel(
    'identify.member',
    z.strictObject({ member: z.string().regex(/^\d{6}$/), pin }),
    z.strictObject({ identifiedUntil: instantSchema }),
  ),
  /** The PIN of the card that waits (`session.cardWaiting`). */
  identifyCard: channel(
    'identify.card',
    z.strictObject({ pin }),
    z.strictObject({ identifiedUntil: instantSchema }),
  ),
  /**
   * Order code and pick-up code, while the bank cannot be reached: good for collecting that one order. Refused:
   * `CLAIM_REFUSED` with `attemptsLeft`, `CLAIM_LOCKED` with `until`, `CLAIM_NOT_NEEDED` where the bank can be asked.
   */
  identifyClaim: channel(
    'identify.claim',
    z.strictObject({ code: orderCodeSchema, pickUpCode: pickUpCodeSchema }),
    z.strictObject({ orderId: orderIdSchema, identifiedUntil: instantSchema }),
  ),
  /** Forgets a scanned card that waits for its PIN. */
  forgetCard: channel('identify.forget-card', nothing, nothing),
  /** Orders a film for who identified. `requestKey` is drawn by the screen once per confirmation: asked twice, made once. */
  placeOrder: channel(
    'order.place',
    z.strictObject({
      titleId: titleIdSchema,
      requestKey: z.uuid(),
      /** That of the screen: the jacket speaks it. */
      language: languageSchema,
    }),
    z.strictObject({ orderId: orderIdSchema }),
  ),
  /** Opens the gate for a finished order. Needs an identification made for this: `IDENTITY_NOT_FRESH` otherwise. */
  collectOrder: channel('order.collect', z.strictObject({ orderId: orderIdSchema }), nothing),
  /** Free until burning starts; then `ORDER_TOO_LATE`. Not by a pick-up code: `CLAIM_COLLECTS_ONLY`. */
  cancelOrder: channel('order.cancel', z.strictObject({ orderId: orderIdSchema }), nothing),
  /** Wipes the session: identity, card, everything. Orders go on. */
  endSession: channel('session.end', nothing, nothing),
  /** The hands of a simulated machine: `SIMULATION_OFF` on a real one. */
  simulate: channel(
    'simulate',
    z.discriminatedUnion('act', [
      z.strictObject({ act: z.literal('scan-card'), card: z.string().min(4).max(64) }),
      z.strictObject({ act: z.literal('take-disc') }),
    ]),
    nothing,
  ),
} as const;
export type KioskChannels = typeof kioskChannels;
export type ChannelKey = keyof KioskChannels;
export type ChannelParams<Key extends ChannelKey> = z.infer<KioskChannels[Key]['params']>;
export type ChannelReply<Key extends ChannelKey> = z.infer<KioskChannels[Key]['reply']>;

/** Screen to controller. `id` pairs the answer with its request. */
export const kioskRequestSchema = z.strictObject({
  id: z.int().nonnegative(),
  name: z.string(),
  params: z.unknown(),
});

/** Controller to screen. */
export const kioskMessageSchema = z.discriminatedUnion('type', [
  /** First on every connection: the token for the next one (each is good for one). */
  z.strictObject({ type: z.literal('welcome'), nextToken: z.string(), view: kioskViewSchema }),
  z.strictObject({ type: z.literal('view'), view: kioskViewSchema }),
  z.strictObject({ type: z.literal('reply'), id: z.int(), result: z.unknown() }),
  z.strictObject({ type: z.literal('error'), id: z.int(), error: wireErrorSchema }),
]);
export type KioskMessage = z.infer<typeof kioskMessageSchema>;

/** Where the controller listens for screens: `ws://127.0.0.1:PORT/screens?token=…`, the page's own Origin only. */
export const screensPath = '/screens';
/** Posters and trailers, cached by the controller from the bank: prefix for `Title.poster` and `Title.trailer`. */
export const screensMediaPath = '/media/';
