import { expect, test } from 'vitest';
import { en } from '../../../../../../app/kiosk/screens/text/en.ts';
import { fr } from '../../../../../../app/kiosk/screens/text/fr.ts';
import { maintenanceEn } from '../../../../../../app/kiosk/screens/text/maintenance-en.ts';
import { maintenanceFr } from '../../../../../../app/kiosk/screens/text/maintenance-fr.ts';

type Table = { readonly [key: string]: string | Table };

function sentences(table: Table, path = ''): [string, string][] {
  return Object.entries(table).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : sentences(value, `${path}${key}.`),
  );
}

const english = sentences({ ...en, maintenance: maintenanceEn });
const french = new Map(sentences({ ...fr, maintenance: maintenanceFr }));
const gaps = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([gap]) => gap).sort((a, b) => a.localeCompare(b));

test('every French sentence has the gaps of the English one', () => {
  const different = english.filter(([key, text]) => {
    return String(gaps(text)) !== String(gaps(french.get(key) ?? ''));
  });
  expect(different).toEqual([]);
});

test('nothing is shouted, and nobody is told to wait', () => {
  const loud = [...english, ...french].filter(([, text]) => /!|please wait|patienter/i.test(text));
  expect(loud).toEqual([]);
});

test('French double marks do not stand alone on the next line', () => {
  expect([...french].filter(([, text]) => / [?;:»%]/.test(text))).toEqual([]);
});
