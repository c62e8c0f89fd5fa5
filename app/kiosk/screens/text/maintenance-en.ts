import { booksEn } from './panel/books-en.ts';
import { frameEn } from './panel/frame-en.ts';
import { machineEn } from './panel/machine-en.ts';
import { workEn } from './panel/work-en.ts';

/** Every sentence of the panel in English. `maintenance-fr.ts` has the same keys. */
export const maintenanceEn = {
  ...frameEn,
  ...machineEn,
  ...workEn,
  ...booksEn,
  title: 'Maintenance',
  otherLanguage: 'Français',
  asking: 'Asking the machine how it is.',
  silent: 'The machine does not answer. What stands here is what it said last.',
  noToken:
    'This page may not ask this machine. Type “diptych maintenance” on the machine, and open the address that it prints.',
  mode: {
    starting: 'Starting',
    inService: 'In service',
    degraded: 'In service, with limits',
    outOfService: 'Out of service',
    maintenance: 'In maintenance',
  },
  ordersClosed: 'No orders: {{reasons}}',
  pickUpClosed: 'No pick-up: {{reasons}}',
  task: {
    title: 'Please move one disc',
    move: 'From {{from}} to {{to}}',
    none: 'The machine asks for nothing.',
    answers: 'What did you find?',
    done: 'Done',
    sourceEmpty: 'Nothing was there',
    destinationFull: 'No room there',
    stuck: 'It does not come out',
    dropped: 'It fell, and is lost',
  },
  place: {
    input: 'the pile of blank discs',
    gripper: 'your hand',
    printer: 'the disc printer',
    reject: 'the reject bin',
    retain: 'the bin of kept discs',
    tray: 'the tray of drive {{number}}',
    slot: 'slot {{number}}',
  },
  rights: {
    title: 'To set right',
    none: 'Nothing waits for a person.',
    robot:
      'No disc is moved any more ({{reason}}). Look inside; take out what lies where it should not.',
    drive: 'Drive {{number}} is not used any more ({{reason}}). Look what is in it.',
    lookedInside: 'I have looked: go on',
    order: 'Order {{code}}: nobody knows where its disc is.',
    played:
      'The bank says that its customer plays this disc at home since {{time}}, and this machine never offered it. Find out which is wrong.',
    was: {
      producing: 'It was being made for slot {{slot}}.',
      presenting: 'Slot {{slot}} was open for it.',
      notTaken: 'It was locked into slot {{slot}} again.',
    },
    sure: 'Are you sure about {{code}}?',
    means: {
      withCustomer: 'The order is closed as taken, and what is held is charged.',
      inMachine: 'Nobody gets this disc, the order fails, and what is held is given back.',
      paid: 'The machine believes that {{price}} is paid, and does not ask the terminal again.',
      notPaid: 'The machine believes that {{price}} was never paid, and does not ask again.',
    },
    withCustomer: 'The customer has the disc',
    inMachine: 'I found the disc and keep it',
    payment:
      'Order {{code}}: the terminal does not say what became of {{price}} ({{step}}). It is asked again and again.',
    paymentRefused:
      'Order {{code}}: the terminal refused ({{step}}, {{price}}). Settle it there by hand.',
    authorise: 'hold',
    capture: 'charge',
    release: 'release',
    paid: 'The customer has paid',
    notPaid: 'The customer has not paid',
    slot: 'Slot {{number}} is blocked ({{reason}}). Take out what lies in it.',
    emptied: 'Slot {{number}} is empty now',
  },
  devices: {
    title: 'Devices',
    kind: {
      drive: 'Drive',
      robot: 'Arm',
      gate: 'Slots',
      reader: 'Card reader',
      printer: 'Jacket printer',
      labelPrinter: 'Disc printer',
      payment: 'Payment terminal',
      signals: 'Cabinet',
    },
    ready: 'Ready',
    notReady: 'Not ready',
    optional: 'Not needed for an order',
    none: 'No device is configured.',
  },
  rehearsal: {
    title: 'Rehearsal',
    explain:
      'Some devices of this machine are simulated. A fault can be asked for, to see what happens.',
    fault: 'Fault',
    value: 'At sector',
    ask: 'Let it happen',
  },
} as const;
