import { estimateDc } from './boundary-dc.ts';
import { type DcSurvey, restoreDcJointly, surveyDc } from './joint-dc.ts';
import { clipInter, clipIntra, intraAcToZero, restoreQuantisers } from './simple-attacks.ts';
import { transcode, type Transform } from './transcode.ts';
import { restoreVectorSigns } from './vector-signs.ts';

/** A main stream as attacks see it: the video alone, and what several of them want to know of it. */
export interface AttackedStream {
  readonly video: Uint8Array;
  /** Of the stream with its quantisers restored, taken when it is first asked for. */
  survey(): DcSurvey;
}

/** @param video as `demuxVideo` gives it. */
export function attackedStream(video: Uint8Array): AttackedStream {
  let survey: DcSurvey | null = null;
  return { video, survey: () => (survey ??= surveyDc(video, [restoreQuantisers])) };
}

/** One way to make a main stream watchable. */
export interface Attack {
  readonly name: string;
  /** In the order in which they are applied. */
  readonly transforms: (stream: AttackedStream) => readonly Transform[];
}

const jointDc = (stream: AttackedStream) => restoreDcJointly(stream.survey());

/** What is done to a stream whose quantisers have been restored, by name. */
const combinations: Readonly<Record<string, (stream: AttackedStream) => readonly Transform[]>> = {
  'quantisers restored': () => [],
  'AC to zero': () => [intraAcToZero],
  'intra above 30 left out': () => [clipIntra(30)],
  'intra above 60 left out': () => [clipIntra(60)],
  'intra above 120 left out': () => [clipIntra(120)],
  'DC from edges': () => [estimateDc],
  'DC from edges, AC to zero': () => [estimateDc, intraAcToZero],
  'DC from edges, intra above 60 left out': () => [estimateDc, clipIntra(60)],
  'vector signs from B': () => [restoreVectorSigns],
  'vector signs from B, DC from edges': () => [restoreVectorSigns, estimateDc],
  'DC jointly': (stream) => [jointDc(stream)],
  'DC jointly, vector signs from B': (stream) => [jointDc(stream), restoreVectorSigns],
  'DC jointly, vector signs from B, intra above 120 left out': (stream) => [
    jointDc(stream),
    restoreVectorSigns,
    clipIntra(120),
  ],
  'DC jointly, vector signs from B, inter above 120 left out': (stream) => [
    jointDc(stream),
    restoreVectorSigns,
    clipInter(120),
  ],
};

/** Every attack of the bench, the main stream as it is first. */
export const attacks: readonly Attack[] = [
  { name: 'none', transforms: () => [] },
  ...Object.entries(combinations).map(([name, then]) => ({
    name,
    transforms: (stream: AttackedStream) => [restoreQuantisers, ...then(stream)],
  })),
];

/** @returns the elementary stream that the attack leaves. */
export function applyAttack(attack: Attack, stream: AttackedStream): Uint8Array {
  return transcode(stream.video, attack.transforms(stream));
}
