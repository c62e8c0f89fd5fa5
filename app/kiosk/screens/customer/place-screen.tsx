import { useSnapshot } from '../state/kiosk-context.tsx';
import { Attract } from './attract/attract.tsx';
import { Catalogue } from './catalogue/catalogue.tsx';
import { Claim } from './claim/claim.tsx';
import { Closed } from './closed/closed.tsx';
import { Confirm } from './confirm/confirm.tsx';
import { Done } from './done/done.tsx';
import { Doors } from './doors/doors.tsx';
import { Film } from './film/film.tsx';
import { Identify } from './identify/identify.tsx';
import { Making } from './making/making.tsx';
import { Orders } from './orders/orders.tsx';
import { Pay } from './pay/pay.tsx';
import { Ready } from './ready/ready.tsx';
import { Starting } from './starting/starting.tsx';
import { Take } from './take/take.tsx';
import { Trouble } from './trouble/trouble.tsx';
import { unreachable } from '../flow/unreachable.ts';

/** The screen of the place where the customer stands. */
export function PlaceScreen() {
  const { place } = useSnapshot().flow;
  switch (place.at) {
    case 'attract':
      return <Attract />;
    case 'doors':
      return <Doors />;
    case 'catalogue':
      return <Catalogue />;
    case 'title':
      return <Film titleId={place.titleId} />;
    case 'identify':
      return <Identify purpose={place.purpose} />;
    case 'confirm':
      return <Confirm titleId={place.titleId} requestKey={place.requestKey} />;
    case 'making':
      return <Making orderId={place.orderId} />;
    case 'pay':
      return <Pay orderId={place.orderId} />;
    case 'ready':
      return <Ready orderId={place.orderId} />;
    case 'orders':
      return <Orders />;
    case 'claim':
      return <Claim orderId={place.orderId} />;
    case 'take':
      return <Take orderId={place.orderId} />;
    case 'done':
      return <Done order={place.order} />;
    case 'trouble':
      return <Trouble order={place.order} />;
    case 'starting':
      return <Starting />;
    case 'closed':
      return <Closed />;
    default:
      return unreachable(place);
  }
}
