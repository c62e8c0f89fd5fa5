import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Copies a face of Inter to where ffmpeg can name it without escaping: a path inside a filter has rules of its own. */
export function copyFont(face: '700Bold', to: string): void {
  const name = `@expo-google-fonts/inter/${face}/Inter_${face}.ttf`;
  copyFileSync(createRequire(import.meta.url).resolve(name), to);
}
