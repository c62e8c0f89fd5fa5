import { z } from 'zod';
import { wireErrorSchema } from './errors.ts';
import {
  distributorIdSchema,
  instantSchema,
  orderCodeSchema,
  titleIdSchema,
} from './identifiers.ts';
import { licenceStatusSchema } from './licence.ts';
import { localisedTextSchema } from './title.ts';
import { activationRequestSchema, deviceRequestSchema } from './viewer-api.ts';

/** What the player and its page say to each other, over one WebSocket of the loopback. */
export const playerPagePath = '/showing';

/**
 * Subprotocol that the player answers with. The page offers it together with `token.` and its token: a header, so that the
 * token stands in no address.
 */
export const playerPageProtocol = 'diptych.player.1';
export const playerPageTokenPrefix = 'token.';

/** Why the player closed the connection, as a WebSocket close code of the application (RFC 6455 §7.4.2). */
export const playerPageClose = { tokenRefused: 4401, inUse: 4409, notUnderstood: 4400 } as const;

const memberSchema = activationRequestSchema.shape.member;
const passwordSchema = activationRequestSchema.shape.password;

/** Seconds of the film. */
const filmSecondsSchema = z.number().nonnegative().max(86_400);
/** Which of the film's tracks; null: none. */
const trackSchema = z.int().nonnegative().max(31).nullable();

export const playerPageActSchema = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('activate'),
    member: memberSchema,
    pin: activationRequestSchema.shape.pin,
    password: passwordSchema,
    name: deviceRequestSchema.shape.name,
  }),
  z.strictObject({
    act: z.literal('signIn'),
    member: memberSchema,
    password: passwordSchema,
    name: deviceRequestSchema.shape.name,
  }),
  /** Asks the bank how the licence stands. */
  z.strictObject({ act: z.literal('look') }),
  /** Begins the showing, or goes on with it elsewhere or with other tracks: a new run of the picture. */
  z.strictObject({
    act: z.literal('watch'),
    seconds: filmSecondsSchema,
    audio: trackSchema,
    subtitles: trackSchema,
  }),
  /** Ends the showing. */
  z.strictObject({ act: z.literal('stop') }),
]);
export type PlayerPageAct = z.infer<typeof playerPageActSchema>;

/** What the page sends. */
export const playerPageRequestSchema = z.union([
  z.strictObject({ id: z.int().positive(), act: playerPageActSchema }),
  /** The page has room for one more fragment of that run. Nothing is sent, nor even computed, unasked. */
  z.strictObject({ more: z.int().positive() }),
  /** The page keeps the token of its welcome: the one that it came with is good no more. */
  z.strictObject({ kept: z.literal(true) }),
]);
export type PlayerPageRequest = z.infer<typeof playerPageRequestSchema>;

/** A refusal with its sentence, as the player's texts have it. */
export const playerPageRefusalSchema = z.strictObject({
  code: wireErrorSchema.shape.code,
  sentence: localisedTextSchema,
});
export type PlayerPageRefusal = z.infer<typeof playerPageRefusalSchema>;

/** A run of the picture: one transcoding, from one moment on. */
const runSchema = z.strictObject({
  number: z.int().positive(),
  /** Which second of the film is the first of its video. */
  startsAt: filmSecondsSchema,
  /** For `MediaSource.addSourceBuffer`. */
  type: z.string(),
  audio: trackSchema,
  subtitles: trackSchema,
});

export const playerPageViewSchema = z.strictObject({
  disc: z.strictObject({
    titleId: titleIdSchema,
    code: orderCodeSchema,
    distributorId: distributorIdSchema,
    issuedAt: instantSchema,
    /** Whether its signature is one of a bank that is trusted here. */
    isVerified: z.boolean(),
  }),
  account: z.strictObject({ member: memberSchema.nullable(), isSignedIn: z.boolean() }),
  /** How this player is called where it is enrolled for the first time. */
  suggestedName: deviceRequestSchema.shape.name,
  licence: licenceStatusSchema.nullable(),
  film: z.strictObject({
    seconds: filmSecondsSchema,
    /** One leaf in square pixels; the video is both, side by side. */
    leaf: z.strictObject({ width: z.int().positive(), height: z.int().positive() }),
    chapters: z.array(z.strictObject({ number: z.int().positive(), seconds: filmSecondsSchema })),
    audio: z.array(
      z.strictObject({
        language: z.string().nullable(),
        codec: z.string(),
        channels: z.int().positive(),
      }),
    ),
    subtitles: z.array(z.strictObject({ language: z.string().nullable() })),
  }),
  showing: z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('none') }),
    z.strictObject({
      is: z.literal('open'),
      run: runSchema,
      /** How far the complement is ahead of what was read, in seconds. */
      aheadSeconds: z.number().nonnegative(),
      /** Milliseconds since 1970 since when the picture waits for its complement; null: it does not. */
      waitingSince: z.number().nullable(),
      /** What the complement takes, averaged over the showing; null: not measured. */
      kilobitsPerSecond: z.number().nonnegative().nullable(),
    }),
    z.strictObject({ is: z.literal('ended'), refusal: playerPageRefusalSchema }),
  ]),
});
export type PlayerPageView = z.infer<typeof playerPageViewSchema>;

/**
 * What the player sends as text. Binary messages are the picture: the run's number (32 bits, big-endian), then the
 * initialisation segment or one media segment.
 */
export const playerPageMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('welcome'),
    /** Opens the next connection, once. */
    nextToken: z.string(),
    view: playerPageViewSchema,
  }),
  z.strictObject({ type: z.literal('view'), view: playerPageViewSchema }),
  z.strictObject({
    type: z.literal('answer'),
    id: z.int().positive(),
    refusal: playerPageRefusalSchema.nullable(),
  }),
  /** The film is over: that run has no more. */
  z.strictObject({ type: z.literal('end'), run: z.int().positive() }),
]);
export type PlayerPageMessage = z.infer<typeof playerPageMessageSchema>;
