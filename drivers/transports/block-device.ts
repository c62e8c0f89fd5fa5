import { open } from 'node:fs/promises';

/** A block device, open for reading. */
export interface BlockDevice {
  /** Fills `into` from byte `position`; returns fewer bytes only at the end. Rejects with the system's error (`EIO`). */
  read(position: number, into: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** Opens the block device at a path. Rejects with the system's error (`ENOMEDIUM`, `ENOENT`). */
export type BlockDeviceOpener = (path: string) => Promise<BlockDevice>;

/** Opens a device node, or a file that stands for one. */
export const openBlockDevice: BlockDeviceOpener = async (path) => {
  const file = await open(path, 'r');
  return {
    async read(position, into) {
      let done = 0;
      while (done < into.length) {
        const { bytesRead } = await file.read(into, done, into.length - done, position + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return done;
    },
    close: () => file.close(),
  };
};
