import { useEffect, useState } from 'react';

export interface PanelLook {
  readonly isNight: boolean;
  readonly isLarge: boolean;
  readonly set: (part: Partial<Pick<PanelLook, 'isLarge' | 'isNight'>>) => void;
}

/** Night colours and large text, shown on the root element for the style sheets, until somebody else signs in. */
export function usePanelLook(): PanelLook {
  const [look, setLook] = useState({ isNight: false, isLarge: false });
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset['night'] = String(look.isNight);
    dataset['text'] = look.isLarge ? 'large' : 'normal';
  }, [look]);
  return { ...look, set: (part) => setLook((was) => ({ ...was, ...part })) };
}
