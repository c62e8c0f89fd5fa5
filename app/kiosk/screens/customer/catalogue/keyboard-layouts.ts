import type { Language } from '../../../../contracts/title.ts';

/** Rows of keys, keys parted by spaces, as simple-keyboard reads them. */
interface Layout {
  /** For a standing screen: figures in a row of their own. */
  readonly tall: string[];
  /** For a lying screen: figures beside the letters, as on a desk. */
  readonly wide: string[];
}

/** The layout each language is taught on. Accents are not needed: the search compares without them. */
export const keyboardLayouts: Record<Language, Layout> = {
  en: {
    tall: [
      '1 2 3 4 5 6 7 8 9 0',
      'q w e r t y u i o p',
      'a s d f g h j k l',
      'z x c v b n m {bksp}',
      '{space}',
    ],
    wide: [
      'q w e r t y u i o p 7 8 9',
      'a s d f g h j k l {bksp} 4 5 6',
      'z x c v b n m {space} 0 1 2 3',
    ],
  },
  fr: {
    tall: [
      '1 2 3 4 5 6 7 8 9 0',
      'a z e r t y u i o p',
      'q s d f g h j k l m',
      'w x c v b n {bksp}',
      '{space}',
    ],
    wide: [
      'a z e r t y u i o p 7 8 9',
      'q s d f g h j k l m 4 5 6',
      'w x c v b n {bksp} {space} 0 1 2 3',
    ],
  },
};
