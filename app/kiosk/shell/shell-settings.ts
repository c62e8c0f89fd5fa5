import { readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../foundation/errors.ts';
import type { Environment } from './find-program.ts';
import type { WindowSize } from './shell.ts';

/** What the Electron program is told, in its environment. The token is not: only where it lies. */
export interface ShellSettings {
  readonly url: string;
  readonly tokenFile: string;
  readonly windowed: boolean;
  readonly size: WindowSize | null;
  /** End when the standard input ends: set by a launcher, so that its window does not outlive it. */
  readonly endsWithInput: boolean;
}

const names = {
  url: 'DIPTYCH_SHELL_URL',
  tokenFile: 'DIPTYCH_SHELL_TOKEN_FILE',
  windowed: 'DIPTYCH_SHELL_WINDOWED',
  size: 'DIPTYCH_SHELL_SIZE',
  endsWithInput: 'DIPTYCH_SHELL_ENDS_WITH_INPUT',
} as const;

const flagSchema = z
  .enum(['0', '1'])
  .default('0')
  .transform((flag) => flag === '1');

const settingsSchema = z.strictObject({
  url: z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ }),
  tokenFile: z.string().refine(isAbsolute, 'must be an absolute path'),
  windowed: flagSchema,
  size: z
    .string()
    .regex(/^[1-9]\d{1,4}x[1-9]\d{1,4}$/)
    .transform((text): WindowSize => {
      const [width = 0, height = 0] = text.split('x').map(Number);
      return { width, height };
    })
    .nullable()
    .default(null),
  endsWithInput: flagSchema,
});

/** @throws AppError `SHELL_BAD_SETTINGS` naming each variable that is missing or wrong. */
export function parseShellSettings(environment: Environment): ShellSettings {
  const given = Object.entries(names).map(([key, name]) => [key, environment[name]]);
  const parsed = settingsSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${names[path[0] as keyof typeof names] ?? '?'}: ${message}`,
  );
  throw new AppError('SHELL_BAD_SETTINGS', problems.join('; '), { remedy: 'call-attendant' });
}

/** The variables that {@link parseShellSettings} reads back as `settings`. */
export function writeShellSettings(settings: ShellSettings): Record<string, string> {
  return {
    [names.url]: settings.url,
    [names.tokenFile]: settings.tokenFile,
    [names.windowed]: settings.windowed ? '1' : '0',
    ...(settings.size && { [names.size]: `${settings.size.width}x${settings.size.height}` }),
    [names.endsWithInput]: settings.endsWithInput ? '1' : '0',
  };
}

/**
 * Reads the token.
 *
 * @throws AppError `SHELL_TOKEN_EXPOSED` if others than the owner may read the file, `SHELL_NO_TOKEN` if there is none.
 */
export function readToken(path: string): string {
  const { mode, text } = readPrivately(path);
  if ((mode & 0o077) !== 0) {
    throw new AppError('SHELL_TOKEN_EXPOSED', `${path} must be readable by its owner only.`, {
      remedy: 'call-attendant',
    });
  }
  const parsed = z.string().min(8).max(512).regex(/^\S+$/).safeParse(text.trim());
  if (!parsed.success) throw noToken(path, undefined);
  return parsed.data;
}

function readPrivately(path: string): { readonly mode: number; readonly text: string } {
  try {
    return { mode: statSync(path).mode, text: readFileSync(path, 'utf8') };
  } catch (cause) {
    throw noToken(path, cause);
  }
}

function noToken(path: string, cause: unknown): AppError {
  return new AppError('SHELL_NO_TOKEN', `${path} holds no token.`, {
    remedy: 'call-attendant',
    cause,
  });
}
