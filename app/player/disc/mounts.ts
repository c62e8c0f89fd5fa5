/** One line of `/proc/self/mountinfo` (proc(5)). */
export interface Mount {
  readonly point: string;
  /** Type of the file system: `iso9660`, `udf`, `ext4`. */
  readonly type: string;
  /** What is mounted: a device, or a name that the file system gave itself. */
  readonly source: string;
}

/** Parses `/proc/self/mountinfo`; lines that are not of its form are left out. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ');
    const point = before?.split(' ')[4];
    const [type, source] = after?.split(' ') ?? [];
    if (point === undefined || type === undefined || source === undefined) return [];
    return [{ point: unescaped(point), type, source: unescaped(source) }];
  });
}

/** The mount on which a path lies: the longest mount point above it, the last of those where several lie over each other. */
export function findMount(mounts: readonly Mount[], path: string): Mount | null {
  let found: Mount | null = null;
  for (const mount of mounts) {
    const isAbove =
      path === mount.point || path.startsWith(mount.point === '/' ? '/' : `${mount.point}/`);
    if (isAbove && mount.point.length >= (found?.point.length ?? 0)) found = mount;
  }
  return found;
}

/** Space, tab, line feed and backslash stand as octal numbers. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
