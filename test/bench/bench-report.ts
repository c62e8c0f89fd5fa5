/** What a run of the bench has found, as `--json` prints it. Sizes in bytes, MB and GB are 10^6 and 10^9 bytes. */
import { z } from 'zod';
import { presets } from '../../app/split/index.ts';

const count = z.number().int().nonnegative();
const ratio01 = z.number().min(-1).max(1);

const pictureQualitySchema = z.strictObject({
  frames: count,
  /** ffmpeg's SSIM over all planes: 1 is the same picture, 0 has nothing to do with it. */
  ssim: z.strictObject({ mean: ratio01, p95: ratio01, highest: ratio01, framesAbove090: count }),
  /** ffmpeg's PSNR of luma, 100 at most. */
  psnrLumaDb: z.strictObject({ mean: z.number(), p95: z.number() }),
});
export type PictureQuality = z.infer<typeof pictureQualitySchema>;

const soundQualitySchema = z.strictObject({
  samples: count,
  identical: z.boolean(),
  /** Signal to noise: the power of the film over that of the difference. Null where there is no difference. */
  snrDb: z.number().nullable(),
});
export type SoundQuality = z.infer<typeof soundQualitySchema>;

const strictDecodingSchema = z.strictObject({
  /** Lines that ffmpeg says of each when it forgives nothing. */
  filmComplaints: count,
  mainComplaints: count,
  same: z.boolean(),
});
export type StrictDecoding = z.infer<typeof strictDecodingSchema>;

const presetResultSchema = z.strictObject({
  preset: z.enum(presets),
  /** Original bits of one order: of pictures, by level, and of sound. */
  bits: z.strictObject({ distributor: count, order: count, sound: count }),
  /** The same, in percent of the bits of the VOBs. */
  videoPercent: z.number(),
  orderPercent: z.number(),
  soundPercent: z.number(),
  /** Overwritten places by class. */
  places: z.record(z.string(), count),
  /** The whole complement as a file: values, table, facts. The positions are on the disc. In percent of the VOBs. */
  complementBytes: count,
  complementPercent: z.number(),
  /** MB a GB of VOBs. */
  index: z.number(),
  map: z.number(),
  picture: pictureQualitySchema,
  /** What is left if the distributor's part of the complement is known: the order's level alone. */
  orderAlone: pictureQualitySchema,
  strict: strictDecodingSchema,
  sound: soundQualitySchema,
});
export type PresetResult = z.infer<typeof presetResultSchema>;

const pictureResultSchema = z.strictObject({
  film: z.string(),
  vobBytes: count,
  presets: z.array(presetResultSchema),
});
export type PictureResult = z.infer<typeof pictureResultSchema>;

const attackQualitySchema = pictureQualitySchema.extend({
  name: z.string(),
  ssimLuma: z.strictObject({ mean: ratio01, p95: ratio01 }),
});

/** What attackers make of a main stream that they have without keys. */
const attackResultSchema = z.strictObject({
  film: z.string(),
  preset: z.string(),
  /** The first is the main stream as it is. */
  attacks: z.array(attackQualitySchema),
  /** Name of the one with the highest mean SSIM. */
  best: z.string(),
});
export type AttackedFilm = z.infer<typeof attackResultSchema>;

const figureSchema = z.strictObject({
  name: z.string(),
  /** MB/s are of the clock on the wall; `MB/cpu s` are MB a second on a processor, whatever else was running. */
  unit: z.enum(['MB/s', 'MB/cpu s', 'ms', 'MB', 'MB/GB']),
  /** The median of `runs` values; `lowest` and `highest` say how noisy they were. */
  value: z.number(),
  lowest: z.number(),
  highest: z.number(),
  runs: count,
  /** What else was run in turn with it. */
  peers: z.array(
    z.strictObject({
      name: z.string(),
      value: z.number(),
      /** Of the figure to its peer. Above 1 is faster for MB/s, slower for ms. */
      ratio: z.number(),
    }),
  ),
});
export type Figure = z.infer<typeof figureSchema>;

const splitResultSchema = z.strictObject({
  film: z.string(),
  vobBytes: count,
  imageBytes: count,
  /** Where results were written. On a disk, the figures of copies are those of the disk. */
  written: z.enum(['memory', 'disk']),
  figures: z.array(figureSchema),
});
export type SplitResult = z.infer<typeof splitResultSchema>;

const latencySchema = z.strictObject({ p50: z.number(), p99: z.number(), highest: z.number() });

const viewersRunSchema = z.strictObject({
  name: z.string(),
  processes: count,
  viewers: count,
  /** Of which the figures are. */
  seconds: z.number(),
  requests: count,
  blocks: count,
  /** Blocks that came after the picture needed them. */
  late: count,
  /** Of the whole run: requests that the pace refused, viewers that gave up and why the first did, answers that were opened. */
  tooEarly: count,
  failed: count,
  firstFailure: z.string().nullable(),
  checked: count,
  renewals: count,
  /** As sent: sealed, without HTTP. */
  kbitPerViewer: z.number(),
  bytesPerBlock: z.number(),
  /** From the begin of a request to its last byte; and of requests of one block. */
  requestMs: latencySchema,
  blockMs: latencySchema,
  /** Processors that were busy, of all processes that serve, and of the load. */
  serverCores: z.number(),
  loadCores: z.number(),
  viewersPerCore: z.number(),
  serverUsPerBlock: z.number(),
  /** Resident memory that the processes that serve have grown by, a viewer. */
  bytesPerViewer: z.number(),
});
export type ViewersRun = z.infer<typeof viewersRunSchema>;

const viewersResultSchema = z.strictObject({
  film: z.string(),
  /** A clip over and over, as long as a film. */
  filmSeconds: count,
  titles: count,
  /** Of one title. */
  originalsBytes: count,
  /** Where records and originals lay. */
  written: z.enum(['memory', 'disk']),
  kbitReckoned: z.number(),
  runs: z.array(viewersRunSchema),
});
export type ViewersResult = z.infer<typeof viewersResultSchema>;

const machineFactsSchema = z.strictObject({
  processor: z.string(),
  cores: count,
  memoryBytes: count,
  node: z.string(),
  ffmpeg: z.string(),
  /** Of the last minute, before and after: above the cores, others were working. */
  loadBefore: z.number(),
  loadAfter: z.number(),
});
export type MachineFacts = z.infer<typeof machineFactsSchema>;

export const benchReportSchema = z.strictObject({
  machine: machineFactsSchema,
  /** Whether the films were short ones, for trying the bench itself. */
  quick: z.boolean(),
  picture: z.array(pictureResultSchema).nullable(),
  attack: z.array(attackResultSchema).nullable(),
  split: splitResultSchema.nullable(),
  viewers: viewersResultSchema.nullable(),
});
export type BenchReport = z.infer<typeof benchReportSchema>;
