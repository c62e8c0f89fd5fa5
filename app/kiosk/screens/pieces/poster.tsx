import { screensMediaPath } from '../../../contracts/kiosk-channels.ts';
import type { Title } from '../../../contracts/title.ts';

/** Where the controller serves a poster or a trailer. */
export function mediaAddress(path: string): string {
  return screensMediaPath + path.replace(/^\/+/, '');
}

/** A poster. Its film is named beside it, so it says nothing of its own. */
export function Poster({ title, className }: { title: Title; className?: string | undefined }) {
  return <img className={className} src={mediaAddress(title.poster)} alt="" draggable={false} />;
}
