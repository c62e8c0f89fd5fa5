/** What a viewer is told, by code: the fact, the next step, whom to ask. */
export interface Sentence {
  readonly text: string;
  /** The same where a date is known; `{date}` stands for it. */
  readonly dated?: string;
}

export const english = {
  // The right to see the film.
  LICENCE_NOT_ACTIVE: {
    text: 'No disc of this order has left a machine yet. Watch it once the disc is in your hand; the shop that sold it can tell more.',
  },
  LICENCE_NOT_YET: {
    text: 'This film may not be watched yet. The shop that sold it knows from when on.',
    dated: 'This film may be watched from {date} on.',
  },
  LICENCE_EXPIRED: {
    text: 'The time for this film has ended. Ask the shop that sold it for a new licence.',
    dated: 'The time for this film ended on {date}. Ask the shop that sold it for a new licence.',
  },
  LICENCE_REVOKED: {
    text: 'The licence of this disc was withdrawn. Ask the shop that sold it why.',
    dated: 'The licence of this disc was withdrawn on {date}. Ask the shop that sold it why.',
  },
  LICENCE_RETURNED: {
    text: 'This film was given back. To see it again, order it again.',
    dated: 'This film was given back on {date}. To see it again, order it again.',
  },
  LICENCE_CANCELLED: {
    text: 'This order was cancelled before its disc was made. Ask the shop where it was ordered.',
    dated: 'This order was cancelled on {date}. Ask the shop where it was ordered.',
  },
  SHOWINGS_USED: {
    text: 'All showings of this film have been used. Ask the shop that sold it for more.',
    dated: 'The last showing of this film began on {date}. Ask the shop that sold it for more.',
  },
  TOO_MANY_PLAYERS: {
    text: 'This film is playing on as many players as its licence allows. Stop one of them, then start again.',
    dated:
      'This film is playing on as many players as its licence allows. Stop one of them, or try again at {date}.',
  },
  TOO_MANY_DEVICES: {
    text: 'This film has been watched on as many devices as its licence allows. Use one of those, or ask the shop that sold it.',
  },
  WRONG_USER: {
    text: 'This disc belongs to another member. Sign in as the member who ordered it.',
  },
  WRONG_DISC: {
    text: 'The bank does not recognise this disc. Give the disc itself or a complete image of it; a copy that lacks a part is not enough.',
  },
  WRONG_DISC_LOCKED: {
    text: 'The bank did not recognise this disc several times. Try again in a quarter of an hour, with the disc itself.',
    dated:
      'The bank did not recognise this disc several times. Try again after {date}, with the disc itself.',
  },
  // Who is watching.
  PASSWORD_REFUSED: {
    text: 'Member number and password do not belong together. Check both and try again.',
  },
  PASSWORD_LOCKED: {
    text: 'Too many attempts with this member number. Try again in a quarter of an hour.',
    dated: 'Too many attempts with this member number. Try again after {date}.',
  },
  IDENTIFICATION_REFUSED: {
    text: 'Member number, PIN and disc do not belong together. Check number and PIN and try again.',
  },
  IDENTIFICATION_LOCKED: {
    text: 'Too many attempts with this PIN. Try again in a quarter of an hour.',
    dated: 'Too many attempts with this PIN. Try again after {date}.',
  },
  VIEWER_ACTIVATED: {
    text: 'This member has a password already. Sign in with it; the bank can set a new one.',
  },
  DEVICE_REVOKED: {
    text: 'This player may no longer be used for your films. Ask the bank to admit it again.',
    dated: 'This player may no longer be used for your films since {date}. Ask the bank about it.',
  },
  DEVICE_OF_ANOTHER: {
    text: 'This player is enrolled for another member. Sign in as that member, or give the player another folder (DIPTYCH_PLAYER).',
  },
  DEVICE_CONFLICT: {
    text: 'The keys of this player are known for another member. Give the player another folder (DIPTYCH_PLAYER).',
  },
  DEVICES_FULL: {
    text: 'This member has as many players as anyone may have. Ask the bank to remove one.',
  },
  DEVICE_KEYS_REFUSED: {
    text: 'The bank does not accept the keys of this player. Move its folder aside and sign in again.',
  },
  PLAYER_NOT_ENROLLED: {
    text: 'Nobody has signed in on this player yet. Sign in with your member number and password.',
  },
  PLAYER_SIGN_IN_AGAIN: {
    text: 'Your session has ended. Sign in again with your member number and password.',
  },
  SESSION_MISSING: { text: 'Sign in with your member number and password.' },
  SESSION_REFUSED: { text: 'The bank does not know your session. Sign in again.' },
  SESSION_EXPIRED: { text: 'Your session has ended. Sign in again.' },
  SESSION_ENDED: { text: 'Your session has ended. Sign in again.' },
  PLAYER_OTHER_BANK: {
    text: 'This player belongs to another bank. For a second bank give it another folder (DIPTYCH_PLAYER).',
  },
  PLAYER_OTHER_MEMBER: {
    text: 'This player is enrolled for another member. For a second one give it another folder (DIPTYCH_PLAYER).',
  },
  PLAYER_KEYS_DAMAGED: {
    text: 'The keys of this player cannot be read. Restore device-keys.json in its folder, or move it aside and sign in again.',
  },
  PLAYER_ACCOUNT_DAMAGED: {
    text: 'The account of this player cannot be read. Move account.json in its folder aside and sign in again.',
  },
  PLAYER_FOLDER_EXPOSED: {
    text: 'Others can read the keys of this player. Make its files yours alone (chmod 600), then start again.',
  },
  PLAYER_FOLDER_UNUSABLE: {
    text: 'The player cannot keep its keys in its folder. Give it one that it may write to (DIPTYCH_PLAYER).',
  },
  // The way to the bank.
  PLAYER_NO_BANK: { text: 'Say which bank the disc is from, with its address.' },
  PLAYER_BANK_ADDRESS: {
    text: 'This is no address that a bank can be spoken to at. It begins with https://.',
  },
  PLAYER_NO_CONTACT: {
    text: 'The bank has not answered for half a minute. Check the network; the film goes on when it answers.',
  },
  BANK_UNREACHABLE: { text: 'The bank cannot be reached. Check the network and try again.' },
  BANK_FAILED: { text: 'The bank could not answer. Try again in a few minutes.' },
  BANK_BUSY: { text: 'The bank is busy. Try again in a moment.' },
  BANK_CLOSING: { text: 'The bank is closing. Try again in a few minutes.' },
  BANK_ASKS_TO_WAIT: { text: 'The bank asks to wait. Try again in a moment.' },
  BANK_BAD_REPLY: {
    text: 'The answers do not come from a bank as this player knows it. Check the address, and that no sign-in page stands in the way of the network.',
  },
  COMPLEMENT_SEAL_BROKEN: {
    text: 'A part of the film did not come as the bank sealed it. Try again; if it stays so, tell the bank.',
  },
  SESSION_KEY_BROKEN: {
    text: 'The key of this showing cannot be opened by this player. Start again; if it stays so, tell the bank.',
  },
  SIGNATURE_STALE: {
    text: 'The clock of this machine and the clock of the bank differ. Set the clock right and try again.',
  },
  SIGNATURE_UNKNOWN_KEY: {
    text: 'The bank does not know this player any more. Move account.json in its folder aside and sign in again.',
  },
  CHALLENGE_EXPIRED: { text: 'The disc answered the bank too late. Start again.' },
  CHALLENGE_REFUSED: { text: 'The bank did not accept the proof of the disc. Start again.' },
  VIEWING_ENDED: { text: 'The bank has ended this showing. Start again; it is not counted anew.' },
  VIEWING_UNKNOWN: { text: 'The bank does not know this showing. Start again.' },
  VIEWING_TOKEN_REFUSED: { text: 'The bank does not know this showing. Start again.' },
  // The disc.
  DISC_NOT_FOUND: {
    text: 'There is no disc at this place. Give a drive such as /dev/sr0, an image, or the folder of a mounted disc.',
  },
  DISC_NO_ACCESS: {
    text: 'You may not read this drive or image. On most systems members of the group cdrom may read drives.',
  },
  DRIVE_EMPTY: { text: 'There is no disc in the drive, or nothing is on it. Put the disc in.' },
  DISC_UNREADABLE: {
    text: 'The disc cannot be read at one place. Clean it, or try another drive.',
  },
  DISC_FOLDER_COPIED: {
    text: 'This folder holds files copied from a disc. Give the drive, or an image of the disc.',
  },
  DISC_NOT_DVD_VIDEO: { text: 'This is no DVD-Video.' },
  DISC_TRUNCATED: {
    text: 'The end of this image is missing. Copy the disc again, or give the drive.',
  },
  DISC_DAMAGED: {
    text: 'The directory of this disc does not hold together. The kiosk that made it can make it again.',
  },
  DISC_IS_MASTER: {
    text: 'This is a master of the bank, not the disc of an order. Nothing is missing from it.',
  },
  DISC_NOT_OURS: { text: 'No Diptych machine has made this DVD. Any player shows it.' },
  DISC_ALTERED: {
    text: 'This disc was altered: what it says of its order is not the same everywhere. The kiosk that made it can make it again.',
  },
  DISC_MANIFEST_INVALID: {
    text: 'The signature of this disc does not hold, or is not of your bank. The kiosk that made it can make it again.',
  },
  DISC_IDENTITY_CONTRADICTORY: {
    text: 'This disc was altered: what it says of its order is not the same everywhere.',
  },
  SPLIT_WRONG_DISC: { text: 'The complement belongs to another disc than the one that is here.' },
  SPLIT_MAP_VERSION: {
    text: 'This disc was made for a newer player. Install the current one.',
  },
  COMPLEMENT_OTHER_DISC: {
    text: 'The complement belongs to another disc than the one that is here.',
  },
  SPLIT_DISC_DAMAGED: {
    text: 'The disc is damaged at this place. Clean it, or go on behind it; the kiosk that made it can make it again.',
  },
  COMPLEMENT_DAMAGED: {
    text: 'The complement of this film does not hold together. Start again; if it stays so, tell the bank.',
  },
  COMPLEMENT_VERSION: {
    text: 'The bank speaks to newer players. Install the current one.',
  },
  // The stick.
  STICK_MISSING: { text: 'There is nothing for this disc on the stick.' },
  STICK_GONE: { text: 'The stick was pulled out. Plug it in again; the film goes on.' },
  STICK_FULL: { text: 'There is no room left on the stick. Delete something else from it.' },
  STICK_NOT_WRITABLE: { text: 'The stick cannot be written. Look whether its lock switch is set.' },
  STICK_IN_USE: { text: 'Another player is using this stick. Close it first.' },
  STICK_DAMAGED: {
    text: 'What is on the stick is damaged. Write it again, at home or at a kiosk.',
  },
  STICK_VERSION: {
    text: 'The stick was written for another version of the player. Install the current one; if it says the same, write the stick again.',
  },
  STICK_WRONG_DISC: { text: 'This stick belongs to another disc.' },
  STICK_NOT_YOURS: { text: 'This stick was written for another device. Play it there.' },
  STICK_NOT_YET: {
    text: 'The film on this stick may not be watched yet.',
    dated: 'The film on this stick may be watched from {date} on.',
  },
  STICK_EXPIRED: {
    text: 'The time for the film on this stick has ended. Ask the shop that sold it.',
    dated: 'The time for the film on this stick ended on {date}. Ask the shop that sold it.',
  },
  STICK_ROLLED_BACK: {
    text: 'The stick was set back to an earlier state. Watch the disc online, or ask the bank.',
  },
  STICK_RETURNED: {
    text: 'This stick was given back. Where that was broken off, run `diptych stick return` once more.',
  },
  STICK_COUNTER: { text: 'The counter in this device’s TPM cannot be used now. Try again.' },
  STICK_MIRROR_FAILED: {
    text: 'The player cannot keep its copy of the receipts. Look after its folder; nothing is shown without it.',
  },
  CLOCK_SET_BACK: {
    text: 'The clock of this device was set back. Set it right.',
    dated:
      'The clock of this device was set back: it has seen {date} already. Set it right. If that date is wrong, return the stick and have it written anew.',
  },
  STICK_REFUSED: {
    text: 'A stick of this disc was set back to an earlier state, so it gets no other. Watch it online.',
  },
  STICK_REQUEST_USED: {
    text: 'What this stick asks for was returned, superseded, or is of another disc. Prepare it anew.',
  },
  STICK_DEVICE_UNKNOWN: {
    text: 'This stick was not prepared by a player of yours. Prepare it at home first.',
  },
  STICK_UNKNOWN: { text: 'The bank does not know this stick.' },
  RECEIPTS_REFUSED: { text: 'These are not the receipts of this stick.' },
  // This machine.
  PLAYER_CLOSED: { text: 'The showing has ended.' },
  PLAYER_READ_OUTSIDE: { text: 'A program asked for bytes that the film does not have.' },
} as const satisfies Record<string, Sentence>;

/** Every code that has a sentence. */
export type SentenceCode = keyof typeof english;
