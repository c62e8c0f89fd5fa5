import { statSync } from 'node:fs';
import type { Clock } from '../../app/foundation/clock.ts';
import { seconds } from '../../app/foundation/units.ts';
import { watchUsb } from '../transports/usb-bus.ts';
import { isAway, type WiredDevice } from '../world/away.ts';
import type { World } from '../world/world.ts';

/** What can be known of a device without speaking to it: whether it is where the settings look for it. */
export interface Presence {
  /** Null where only opening it can tell. */
  isThere(): boolean | null;
  /**
   * Told whenever the answer may be another one, or an attempt to open the device is worth while.
   *
   * @returns a function that ends the subscription.
   */
  onChange(listener: () => void): () => void;
}

const LOOK_EVERY = seconds(1);

/** Of a device that nothing tells of but itself: a printer on the network. */
export const unknownPresence: Presence = { isThere: () => null, onChange: () => () => {} };

/** Of a node in the file system: `/dev/ttyUSB0`, or a link of udev's to one. It is looked for every second. */
export function pathPresence(path: string, clock: Clock): Presence {
  const isThere = () => {
    try {
      return statSync(path, { throwIfNoEntry: false }) !== undefined;
    } catch {
      // It may not be looked at (EACCES): what opens it says so better.
      return null;
    }
  };
  return {
    isThere,
    onChange(listener) {
      let wasThere = isThere();
      let cancel = () => {};
      const look = () => {
        const is = isThere();
        const isNew = is !== wasThere;
        wasThere = is;
        cancel = clock.after(LOOK_EVERY, look);
        if (isNew) listener();
      };
      cancel = clock.after(LOOK_EVERY, look);
      return () => cancel();
    },
  };
}

/** Of a device on USB: tells when one of its kind is put in. That it was taken out its own transport tells. */
export function usbPresence(
  identity: { readonly vendorId: number; readonly productId: number },
  watch: typeof watchUsb = watchUsb,
): Presence {
  return {
    isThere: () => null,
    onChange: (listener) =>
      watch(({ attached, vendorId, productId }) => {
        if (!attached) return;
        if (vendorId === identity.vendorId && productId === identity.productId) listener();
      }),
  };
}

/** Of a device of a simulated machine. */
export function worldPresence(world: World, device: WiredDevice, unit = 1): Presence {
  const isThere = () => !isAway(world.state, device, unit);
  return {
    isThere,
    onChange(listener) {
      let wasThere = isThere();
      return world.onChange(() => {
        const isNew = isThere() !== wasThere;
        wasThere = isThere();
        if (isNew) listener();
      });
    },
  };
}
