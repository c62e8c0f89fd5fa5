/** The printed colours of the house, sRGB. Text on `paper` has a contrast of 7:1 at least, `ink` on `gilt` 10:1. */
export const palette = {
  night: '#0E1116',
  nightSurface: '#171C24',
  nightText: '#F4F1EA',
  nightQuietText: '#B8BEC9',
  paper: '#FBFAF7',
  paperRaised: '#F0EDE6',
  text: '#1A1D23',
  quietText: '#4A5160',
  gilt: '#F2B84B',
  giltText: '#7A4B00',
  ink: '#14100A',
  white: '#FFFFFF',
  black: '#000000',
} as const;
