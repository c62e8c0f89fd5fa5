import { Icon as Drawing, type IconName } from '../../../look/icon.tsx';

export type { IconName } from '../../../look/icon.tsx';

/** A line drawing that grows with the text. @param size in pixels at the usual size of text. */
export function Icon({ name, size = 22 }: { readonly name: IconName; readonly size?: number }) {
  return <Drawing name={name} size={`${size / 16}rem`} />;
}
