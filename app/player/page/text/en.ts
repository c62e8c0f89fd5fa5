import { formatClock, formatDay, formatRate } from './format.ts';

/** Every sentence of the page in English. `fr.ts` has the same keys; why a film may not be seen is said by the player. */
export const en = {
  otherLanguage: 'Français',
  largeText: 'Large text',
  contrast: 'Contrast',
  aids: 'Language and reading',
  disc: {
    order: 'Order',
    distributor: 'Distributor',
    made: 'Made on',
    signature: 'Signature',
    verified: 'The bank’s',
    unverified: 'Checked when you sign in',
    madeOn: (date: string) => formatDay(date, 'en-GB'),
  },
  unnamed: 'Your disc',
  leaves: {
    disc: 'On the disc',
    film: 'The film',
    story: 'A film on two leaves',
    onDisc:
      'The disc holds the larger leaf. Any player reads it, and no one can watch it: all through it, bits were taken out and replaced by chance.',
    atBank:
      'The bank keeps the smaller leaf. It arrives while you watch, a few seconds ahead of the picture, and lives in memory only.',
    together: 'Put together, they are the film again, bit for bit.',
  },
  identify: {
    title: 'Who is watching?',
    member: 'Member number',
    memberHint: 'Six figures, as at the kiosk',
    password: 'Password',
    newPassword: 'New password',
    newPasswordHint: 'At least 8 characters',
    pin: 'PIN of the kiosk',
    pinHint: 'Four to eight figures',
    name: 'Name of this player',
    nameHint: 'So that you know it in the list of your devices',
    signIn: 'Sign in',
    signingIn: 'Asking the bank',
    firstTime: 'First time at home? Set a password',
    firstTitle: 'Set your password',
    firstLead: 'Once, with the PIN that you use at the kiosk. From then on the password is enough.',
    activate: 'Set it and sign in',
    known: 'I have a password',
    wrong: {
      member: 'The member number has six figures.',
      pin: 'The PIN has four to eight figures.',
      password: 'The password has 8 to 128 characters.',
      name: 'The name has 1 to 60 characters.',
    },
  },
  ready: {
    watch: 'Watch the film',
    goOn: (seconds: number) => `Go on at ${formatClock(seconds)}`,
    fromStart: 'From the beginning',
    opening: 'Showing the bank your disc',
    showingsLeft: 'Showings left',
    left: (left: number | null, of: number | null) =>
      left === null ? 'As many as you like' : of === null ? String(left) : `${left} of ${of}`,
    until: 'May be seen until',
    untilDate: (date: string) => formatDay(date, 'en-GB'),
    devices: 'Devices',
    devicesUp: (count: number) => `Up to ${count}`,
    length: 'Length',
    lengthOf: (seconds: number) => formatClock(seconds),
    counts:
      'A showing counts after five minutes or 5\u202f% of the film, and may be taken up again for a day.',
  },
  watching: {
    picture: 'The picture: the disc on the left, the film on the right',
    hinge: 'Hinge between the disc and the film',
    hingeAt: (left: number) =>
      `Left ${left}\u202f%: what is on the disc. Right ${100 - left}\u202f%: the film.`,
    play: 'Play',
    pause: 'Pause',
    timeline: 'Time',
    timeAt: (at: number, of: number) => `${formatClock(at)} of ${formatClock(of)}`,
    chapter: 'Chapter',
    chapterAt: (number: number, seconds: number) => `${number} · ${formatClock(seconds)}`,
    sound: 'Sound',
    subtitles: 'Subtitles',
    none: 'None',
    track: (number: number) => `Track ${number}`,
    channels: (channels: number) =>
      channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels - 1}.1`,
    volume: 'Volume',
    mute: 'Sound off',
    unmute: 'Sound on',
    fullScreen: 'Full screen',
    leaveFullScreen: 'Leave full screen',
    stop: 'End the showing',
    ahead: (seconds: number, kilobits: number | null) =>
      `The complement arrives ${seconds} s ahead of the picture${
        kilobits === null ? '' : `, ${formatRate(kilobits, 'en-GB')}`
      }; nothing of it is kept.`,
    waits: (seconds: number) => `The picture waits for its complement, for ${seconds} s now.`,
    waitsWhy: 'Nothing is lost: it goes on as soon as the complement arrives.',
    drawing: 'Both leaves are being put together.',
  },
  over: {
    title: 'The film is over.',
    nothingKept: 'Nothing of the complement is left on this computer.',
    again: 'Watch it again',
    back: 'Back to the disc',
  },
  refused: {
    again: 'Ask again',
    back: 'Back to the disc',
  },
  line: {
    opening: 'Asking the player about your disc.',
    lost: 'The player does not answer. It is asked again and again; what was shown stays.',
    tokenRefused: 'This page may not ask the player any more.',
    tokenCure:
      'If the film is open in another window, watch it there. Else type “diptych play --web” with your disc again, and open the address that it prints.',
    inUse: 'The film is open in another window.',
    inUseCure: 'Close that one; this page then takes over by itself.',
  },
};

type Widened<Table> = {
  readonly [Key in keyof Table]: Table[Key] extends string
    ? string
    : Table[Key] extends (...of: infer Of) => string
      ? (...of: Of) => string
      : Widened<Table[Key]>;
};

/** What every language must fill, no more and no less. */
export type TextTable = Widened<typeof en>;
