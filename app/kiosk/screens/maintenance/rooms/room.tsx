import { useTranslation } from 'react-i18next';
import type { RoomName } from '../frame/rooms.ts';
import { DiscsRoom } from './discs-room.tsx';
import { DrivesRoom } from './drives-room.tsx';
import { EventsRoom } from './events-room.tsx';
import { JobsRoom } from './jobs-room.tsx';
import { KeepingRoom } from './keeping-room.tsx';
import { NowRoom } from './now-room.tsx';
import { OrdersRoom } from './orders-room.tsx';
import { PeopleRoom } from './people-room.tsx';
import { ShiftRoom } from './shift-room.tsx';
import { SuppliesRoom } from './supplies-room.tsx';
import { TestsRoom } from './tests-room.tsx';

const rooms: Readonly<Record<RoomName, () => React.ReactNode>> = {
  now: NowRoom,
  jobs: JobsRoom,
  discs: DiscsRoom,
  orders: OrdersRoom,
  supplies: SuppliesRoom,
  tests: TestsRoom,
  drives: DrivesRoom,
  shift: ShiftRoom,
  events: EventsRoom,
  keeping: KeepingRoom,
  people: PeopleRoom,
};

/** The room whose door was opened, under its name. */
export function Room({ room }: { readonly room: RoomName }) {
  const { t } = useTranslation('maintenance');
  const Inside = rooms[room];
  return (
    <>
      <h2 className="visually-hidden">{t(`rooms.${room}`)}</h2>
      <Inside />
    </>
  );
}
