import { expect, test } from 'vitest';
import { hingeStep } from '../../../../../app/player/page/picture/hinge-step.ts';

test('keys move the hinge in steps and leaps, and no further than the edges', () => {
  const keys = [
    'ArrowLeft',
    'ArrowDown',
    'ArrowRight',
    'ArrowUp',
    'PageDown',
    'PageUp',
    'Home',
    'End',
  ];
  expect(keys.map((key) => hingeStep(key, 50))).toEqual([48, 48, 52, 52, 40, 60, 0, 100]);
  expect([hingeStep('ArrowLeft', 1), hingeStep('PageUp', 95)]).toEqual([0, 100]);
});

test('other keys are not the hinge’s', () => {
  expect(['Tab', 'Enter', ' ', 'a'].map((key) => hingeStep(key, 50))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
