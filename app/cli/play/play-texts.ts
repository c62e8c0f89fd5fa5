import type { LicenceStatus } from '../../contracts/licence.ts';
import type { DvdTitle } from '../../disc/dvd-structure.ts';
import type { AppError, Remedy } from '../../foundation/errors.ts';
import { orderCode } from '../../foundation/order-code.ts';
import type { DiscFacts } from '../../player/player.ts';
import { adviceFor } from '../terminal/report-failure.ts';

export type PlayLanguage = 'en' | 'fr';

/** What `diptych play` says while all is well. What it refuses is said by `app/player/texts`. */
export interface PlayTexts {
  disc(facts: DiscFacts): string;
  licence(licence: LicenceStatus): string;
  title(title: DvdTitle): string;
  waiting(since: Date): string;
  waitingForStick(since: Date): string;
  goesOn: string;
  member: string;
  pin: string;
  password: string;
  newPassword: string;
  again: string;
  differ: string;
  noPlayer: string;
  open(urls: PlayAddresses): string;
  pageAt(url: string): string;
  stop: string;
  checking: string;
  whole: string;
  /** The player’s memory may get to these files and devices. */
  swap(areas: readonly string[]): string;
  coreDumps: string;
  /** What may be done about a failure. */
  readonly advice: (failure: AppError) => string;
  /** Failures of the command itself; the player’s are in `app/player/texts`. Null: as the error says it. */
  readonly failure: (code: string) => string | null;
}

export interface PlayAddresses {
  readonly titleUrl: string;
  readonly chaptersUrl: string;
  readonly imageUrl: string;
}

const english: PlayTexts = {
  disc: ({ titleId, orderId, distributorId, issuedAt, from, isVerified }) =>
    `${capital(from)}: film ${titleId}, order ${orderCode(orderId)}, from ${distributorId}, made ${day(issuedAt, 'en')}.` +
    (isVerified ? '' : ' Its signature is checked once you have signed in.'),
  licence: ({ titleName, showingsLeft, endsAt }) =>
    `“${titleName}”: ${showingsLeft === null ? 'as many showings as you like' : `showings left: ${showingsLeft}`}` +
    `${endsAt === null ? '' : `, until ${day(endsAt, 'en')}`}.`,
  title: ({ number, seconds, chapters, audio, subtitles }) =>
    `Title ${number}: ${duration(seconds)}, chapters: ${chapters.length}, sound: ${names(audio, 'en')}, subtitles: ${names(subtitles, 'en')}.`,
  waiting: (since) => `The picture waits for the network since ${time(since, 'en')}.`,
  waitingForStick: (since) =>
    `The picture waits for the stick since ${time(since, 'en')}. Plug it in again.`,
  goesOn: 'The picture goes on.',
  member: 'Member number: ',
  pin: 'PIN: ',
  password: 'Password: ',
  newPassword: 'New password: ',
  again: 'The same again: ',
  differ: 'The two passwords differ.',
  noPlayer: 'mpv is not installed, so nothing was started.',
  open: ({ titleUrl, chaptersUrl, imageUrl }) =>
    [
      'Open the film with one of these; the first program that does has it:',
      `  mpv --chapters-file=${chaptersUrl} ${titleUrl}`,
      `  vlc ${titleUrl}`,
      `  ffplay ${titleUrl}`,
      `The whole disc, menus and all, for players that read a DVD over HTTP: ${imageUrl}`,
    ].join('\n'),
  pageAt: (url) => `The page of the film: ${url}`,
  stop: 'Ctrl-C stops it.',
  checking:
    'Structure, manifest and identifiers of the disc are sound. Now every byte is read, no faster than the film runs.',
  whole: 'The disc is whole: with its complement it is the master, bit for bit.',
  swap: (areas) =>
    `This machine swaps to ${areas.join(', ')}: parts of the film may get there. Turn swap off, or encrypt it.`,
  coreDumps: 'A crash may leave parts of the film on a disk: core dumps could not be turned off.',
  advice: adviceFor,
  failure: () => null,
};

const frenchAdvice: Readonly<Record<Remedy, string>> = {
  retry: 'Réessayer peut aider.',
  'call-attendant': 'Quelqu’un doit regarder la machine.',
  'reject-input': 'Donnez autre chose, s’il vous plaît.',
  'fix-the-code': 'C’est un défaut de Diptych ; merci de le signaler.',
};

const frenchFailures: ReadonlyMap<string, string> = new Map([
  ['CLI_INTERRUPTED', 'Interrompu.'],
  [
    'ASK_NO_TERMINAL',
    'Personne ne peut répondre ici. Donnez les secrets sur l’entrée standard avec --password-stdin, le numéro de membre avec --member.',
  ],
  ['PLAY_CONTRADICTORY', 'Choisissez entre --stdout, --web et --check ; --web a besoin du réseau.'],
  ['PLAY_DISC_NOT_WHOLE', 'Le disque et son complément ne donnent pas l’original.'],
  ['PLAY_NO_DISC', 'Il n’y a pas de disque. Indiquez un lecteur, une image ou un dossier monté.'],
  ['PLAY_NO_PLAYER', 'Ce lecteur vidéo n’est pas installé.'],
  ['PLAY_PLAYER_FAILED', 'Le programme qui montrait le film a échoué.'],
  ['PLAY_NO_SUCH_TITLE', 'Le disque n’a pas de titre de ce numéro.'],
  [
    'PLAY_STDOUT_TERMINAL',
    'La sortie standard est un terminal : un film la remplirait d’octets. Donnez un tube.',
  ],
  ['PLAYER_NO_PORT', 'Le lecteur n’a pas pu ouvrir de port sur cette machine.'],
]);

const french: PlayTexts = {
  disc: ({ titleId, orderId, distributorId, issuedAt, from, isVerified }) =>
    `${capital(from)} : film ${titleId}, commande ${orderCode(orderId)}, de ${distributorId}, gravé le ${day(issuedAt, 'fr')}.` +
    (isVerified ? '' : ' Sa signature sera vérifiée dès que vous serez identifié.'),
  licence: ({ titleName, showingsLeft, endsAt }) =>
    `« ${titleName} » : ${showingsLeft === null ? 'autant de séances que vous voulez' : `séances restantes : ${showingsLeft}`}` +
    `${endsAt === null ? '' : `, jusqu’au ${day(endsAt, 'fr')}`}.`,
  title: ({ number, seconds, chapters, audio, subtitles }) =>
    `Titre ${number} : ${duration(seconds)}, chapitres : ${chapters.length}, son : ${names(audio, 'fr')}, sous-titres : ${names(subtitles, 'fr')}.`,
  waiting: (since) => `L’image attend le réseau depuis ${time(since, 'fr')}.`,
  waitingForStick: (since) => `L’image attend la clé depuis ${time(since, 'fr')}. Remettez-la.`,
  goesOn: 'L’image reprend.',
  member: 'Numéro de membre : ',
  pin: 'Code : ',
  password: 'Mot de passe : ',
  newPassword: 'Nouveau mot de passe : ',
  again: 'Encore une fois : ',
  differ: 'Les deux mots de passe diffèrent.',
  noPlayer: 'mpv n’est pas installé : rien n’a été lancé.',
  open: ({ titleUrl, chaptersUrl, imageUrl }) =>
    [
      'Ouvrez le film ainsi ; le premier programme qui le fait le garde :',
      `  mpv --chapters-file=${chaptersUrl} ${titleUrl}`,
      `  vlc ${titleUrl}`,
      `  ffplay ${titleUrl}`,
      `Le disque entier, menus compris, pour un lecteur qui lit un DVD par HTTP : ${imageUrl}`,
    ].join('\n'),
  pageAt: (url) => `La page du film : ${url}`,
  stop: 'Ctrl-C l’arrête.',
  checking:
    'Structure, manifeste et identifiants du disque sont bons. Maintenant chaque octet est lu, pas plus vite que le film.',
  whole: 'Le disque est entier : avec son complément c’est l’original, bit pour bit.',
  swap: (areas) =>
    `Cette machine utilise l’espace d’échange ${areas.join(', ')} : des parties du film peuvent s’y retrouver. Désactivez-le, ou chiffrez-le.`,
  coreDumps:
    'Une panne peut laisser des parties du film sur un disque : les vidages mémoire n’ont pas pu être désactivés.',
  advice: ({ remedy }) => frenchAdvice[remedy],
  failure: (code) => frenchFailures.get(code) ?? null,
};

export function playTexts(language: PlayLanguage): PlayTexts {
  return language === 'fr' ? french : english;
}

/** The language of a terminal, by its environment (locale(7)). */
export function terminalLanguage(
  environment: Readonly<Record<string, string | undefined>>,
): PlayLanguage {
  const { LC_ALL: all, LC_MESSAGES: messages, LANG: language } = environment;
  return (all || messages || language || '').startsWith('fr') ? 'fr' : 'en';
}

function names(
  tracks: readonly { readonly language: string | null }[],
  language: PlayLanguage,
): string {
  if (tracks.length === 0) return language === 'fr' ? 'aucun' : 'none';
  return tracks.map((track) => track.language ?? '–').join(' ');
}

/** `1:42:07`, or `3:05` for less than an hour. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [first = 0, ...rest] = parts[0] === 0 ? parts.slice(1) : parts;
  return [first, ...rest.map((part) => String(part).padStart(2, '0'))].join(':');
}

function day(instant: string, language: PlayLanguage): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date(instant));
}

function time(date: Date, language: PlayLanguage): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(date);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
