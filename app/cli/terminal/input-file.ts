import { openFileSource, type FileSource } from '../../disc/file-source.ts';
import { AppError } from '../../foundation/errors.ts';

/** Opens a file that a person named. @throws AppError `INPUT_NOT_READABLE` */
export function openInput(path: string): FileSource {
  try {
    return openFileSource(path);
  } catch (cause) {
    throw new AppError('INPUT_NOT_READABLE', `${path} cannot be read.`, {
      remedy: 'reject-input',
      context: { path },
      cause,
    });
  }
}

/** Opens a file, and closes it when `use` is done, whatever comes of it. */
export async function withInput<Result>(
  path: string,
  use: (source: FileSource) => Promise<Result>,
): Promise<Result> {
  const source = openInput(path);
  try {
    return await use(source);
  } finally {
    source.close();
  }
}
