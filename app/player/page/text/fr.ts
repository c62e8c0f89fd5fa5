import type { TextTable } from './en.ts';
import { formatClock, formatDay, formatRate } from './format.ts';

/** Every sentence of the page in French. */
export const fr: TextTable = {
  otherLanguage: 'English',
  largeText: 'Grand texte',
  contrast: 'Contraste',
  aids: 'Langue et lecture',
  disc: {
    order: 'Commande',
    distributor: 'Distributeur',
    made: 'Gravé le',
    signature: 'Signature',
    verified: 'Celle de la banque',
    unverified: 'Vérifiée à la connexion',
    madeOn: (date) => formatDay(date, 'fr-FR'),
  },
  unnamed: 'Votre disque',
  leaves: {
    disc: 'Sur le disque',
    film: 'Le film',
    story: 'Un film en deux volets',
    onDisc:
      'Le disque porte le grand volet. Tout lecteur le lit, et personne ne peut le regarder\u202f: partout, des bits ont été ôtés et remplacés au hasard.',
    atBank:
      'La banque garde le petit volet. Il arrive pendant la séance, quelques secondes avant l’image, et ne vit qu’en mémoire.',
    together: 'Réunis, ils redeviennent le film, bit pour bit.',
  },
  identify: {
    title: 'Qui regarde\u202f?',
    member: 'Numéro de membre',
    memberHint: 'Six chiffres, comme à la borne',
    password: 'Mot de passe',
    newPassword: 'Nouveau mot de passe',
    newPasswordHint: 'Au moins 8 caractères',
    pin: 'Code PIN de la borne',
    pinHint: 'Quatre à huit chiffres',
    name: 'Nom de ce lecteur',
    nameHint: 'Pour le reconnaître dans la liste de vos appareils',
    signIn: 'Se connecter',
    signingIn: 'Demande à la banque',
    firstTime: 'Première fois chez vous\u202f? Choisissez un mot de passe',
    firstTitle: 'Choisissez votre mot de passe',
    firstLead: 'Une seule fois, avec le code PIN de la borne. Ensuite, le mot de passe suffit.',
    activate: 'Enregistrer et se connecter',
    known: 'J’ai un mot de passe',
    wrong: {
      member: 'Le numéro de membre a six chiffres.',
      pin: 'Le code PIN a de quatre à huit chiffres.',
      password: 'Le mot de passe a de 8 à 128 caractères.',
      name: 'Le nom a de 1 à 60 caractères.',
    },
  },
  ready: {
    watch: 'Regarder le film',
    goOn: (seconds) => `Reprendre à ${formatClock(seconds)}`,
    fromStart: 'Depuis le début',
    opening: 'Votre disque est présenté à la banque',
    showingsLeft: 'Séances restantes',
    left: (left, of) =>
      left === null ? 'Autant que vous voulez' : of === null ? String(left) : `${left} sur ${of}`,
    until: 'Visible jusqu’au',
    untilDate: (date) => formatDay(date, 'fr-FR'),
    devices: 'Appareils',
    devicesUp: (count) => `Jusqu’à ${count}`,
    length: 'Durée',
    lengthOf: (seconds) => formatClock(seconds),
    counts:
      'Une séance compte après cinq minutes ou 5\u202f% du film, et peut être reprise pendant un jour.',
  },
  watching: {
    picture: 'L’image\u202f: le disque à gauche, le film à droite',
    hinge: 'Charnière entre le disque et le film',
    hingeAt: (left) =>
      `À gauche, ${left}\u202f%\u202f: ce qui est sur le disque. À droite, ${100 - left}\u202f%\u202f: le film.`,
    play: 'Lire',
    pause: 'Pause',
    timeline: 'Temps',
    timeAt: (at, of) => `${formatClock(at)} sur ${formatClock(of)}`,
    chapter: 'Chapitre',
    chapterAt: (number, seconds) => `${number} · ${formatClock(seconds)}`,
    sound: 'Son',
    subtitles: 'Sous-titres',
    none: 'Aucun',
    track: (number) => `Piste ${number}`,
    channels: (channels) =>
      channels === 1 ? 'mono' : channels === 2 ? 'stéréo' : `${channels - 1}.1`,
    volume: 'Volume',
    mute: 'Couper le son',
    unmute: 'Rétablir le son',
    fullScreen: 'Plein écran',
    leaveFullScreen: 'Quitter le plein écran',
    stop: 'Terminer la séance',
    ahead: (seconds, kilobits) =>
      `Le complément arrive ${seconds} s avant l’image${
        kilobits === null ? '' : `, ${formatRate(kilobits, 'fr-FR')}`
      }\u202f; rien n’en est gardé.`,
    waits: (seconds) => `L’image attend son complément, depuis ${seconds} s.`,
    waitsWhy: 'Rien n’est perdu\u202f: elle repart dès que le complément arrive.',
    drawing: 'Les deux volets sont réunis.',
  },
  over: {
    title: 'Le film est terminé.',
    nothingKept: 'Rien du complément ne reste sur cet ordinateur.',
    again: 'Le revoir',
    back: 'Retour au disque',
  },
  refused: {
    again: 'Redemander',
    back: 'Retour au disque',
  },
  line: {
    opening: 'Le lecteur est interrogé sur votre disque.',
    lost: 'Le lecteur ne répond pas. Il est rappelé sans cesse\u202f; ce qui était affiché reste.',
    tokenRefused: 'Cette page ne peut plus interroger le lecteur.',
    tokenCure:
      'Si le film est ouvert dans une autre fenêtre, regardez-le là. Sinon, tapez de nouveau «\u202fdiptych play --web\u202f» avec votre disque, et ouvrez l’adresse affichée.',
    inUse: 'Le film est ouvert dans une autre fenêtre.',
    inUseCure: 'Fermez-la\u202f; cette page prend alors le relais d’elle-même.',
  },
};
