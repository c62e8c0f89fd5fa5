import { z } from 'zod';
import { AppError } from '../foundation/errors.ts';

const environmentSchema = z.object({
  /** Folder of database, vault, media and keys. */
  DIPTYCH_DATA: z.string().min(1),
  DIPTYCH_BANK_HOST: z.string().min(1).default('127.0.0.1'),
  DIPTYCH_BANK_PORT: z.coerce.number().int().min(0).max(65_535).default(4100),
  DIPTYCH_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export interface BankProcessSettings {
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** @throws AppError `BANK_SETTINGS_INVALID` that names the variables. */
export function parseSettings(
  environment: Readonly<Record<string, string | undefined>>,
): BankProcessSettings {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const variables = parsed.error.issues.map((issue) => issue.path.join('.'));
    throw new AppError(
      'BANK_SETTINGS_INVALID',
      `These settings are missing or wrong: ${variables.join(', ')}.`,
      { remedy: 'call-attendant', context: { variables } },
    );
  }
  return {
    dataFolder: parsed.data.DIPTYCH_DATA,
    host: parsed.data.DIPTYCH_BANK_HOST,
    port: parsed.data.DIPTYCH_BANK_PORT,
    logLevel: parsed.data.DIPTYCH_LOG_LEVEL,
  };
}
