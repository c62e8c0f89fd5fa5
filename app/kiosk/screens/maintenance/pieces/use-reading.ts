import { useCallback, useEffect, useState } from 'react';
import type { z } from 'zod';
import { usePanel } from '../frame/panel-context.tsx';
import type { Answer } from '../frame/maintenance-client.ts';

export interface Reading<Value> {
  /** Null until the machine has answered. */
  readonly answer: Answer<Value> | null;
  readonly again: () => void;
}

/** Reads what is not part of the view once, when its room is entered, when its path changes, and when asked again. */
export function useReading<Value>(path: string, schema: z.ZodType<Value>): Reading<Value> {
  const { client } = usePanel();
  const [answer, setAnswer] = useState<{ path: string; heard: Answer<Value> } | null>(null);
  const read = useCallback(
    async (isStill: () => boolean) => {
      const heard = await client.read(path, schema);
      if (isStill()) setAnswer({ path, heard });
    },
    [client, path, schema],
  );
  useEffect(() => {
    let isOver = false;
    const begin = async () => {
      await read(() => !isOver);
    };
    void begin();
    return () => {
      isOver = true;
    };
  }, [read]);
  const again = () => void read(() => true);
  return { answer: answer !== null && answer.path === path ? answer.heard : null, again };
}
