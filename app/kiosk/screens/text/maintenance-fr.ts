import type { Same } from './table.ts';
import type { maintenanceEn } from './maintenance-en.ts';
import { booksFr } from './panel/books-fr.ts';
import { frameFr } from './panel/frame-fr.ts';
import { machineFr } from './panel/machine-fr.ts';
import { workFr } from './panel/work-fr.ts';

/** The maintenance page in French. */
export const maintenanceFr: Same<typeof maintenanceEn> = {
  ...frameFr,
  ...machineFr,
  ...workFr,
  ...booksFr,
  title: 'Maintenance',
  otherLanguage: 'English',
  asking: 'On demande à la machine comment elle va.',
  silent: 'La machine ne répond pas. Voici ce qu’elle a dit en dernier.',
  noToken:
    'Cette page ne peut pas interroger cette machine. Tapez « diptych maintenance » sur la machine et ouvrez l’adresse affichée.',
  mode: {
    starting: 'Démarrage',
    inService: 'En service',
    degraded: 'En service, avec limites',
    outOfService: 'Hors service',
    maintenance: 'En maintenance',
  },
  ordersClosed: 'Pas de commande : {{reasons}}',
  pickUpClosed: 'Pas de retrait : {{reasons}}',
  task: {
    title: 'Déplacez un disque',
    move: 'De {{from}} vers {{to}}',
    none: 'La machine ne demande rien.',
    answers: 'Qu’avez-vous trouvé ?',
    done: 'C’est fait',
    sourceEmpty: 'Il n’y avait rien',
    destinationFull: 'Il n’y a pas de place',
    stuck: 'Il ne sort pas',
    dropped: 'Il est tombé, introuvable',
  },
  place: {
    input: 'la pile de disques vierges',
    gripper: 'votre main',
    printer: 'l’imprimante de disques',
    reject: 'le bac de rebut',
    retain: 'le bac des disques gardés',
    tray: 'le tiroir du graveur {{number}}',
    slot: 'la case {{number}}',
  },
  rights: {
    title: 'À remettre en ordre',
    none: 'Rien n’attend personne.',
    robot:
      'Plus aucun disque n’est déplacé ({{reason}}). Regardez à l’intérieur et retirez ce qui n’est pas à sa place.',
    drive: 'Le graveur {{number}} n’est plus utilisé ({{reason}}). Regardez ce qu’il contient.',
    lookedInside: 'J’ai regardé : continuez',
    order: 'Commande {{code}} : personne ne sait où est son disque.',
    played:
      'La banque dit que son client regarde ce disque chez lui depuis {{time}}, or cette machine ne l’a jamais proposé. Cherchez laquelle se trompe.',
    was: {
      producing: 'Il était en cours pour la case {{slot}}.',
      presenting: 'La case {{slot}} était ouverte pour lui.',
      notTaken: 'Il avait été refermé dans la case {{slot}}.',
    },
    sure: 'Êtes-vous sûr pour {{code}} ?',
    means: {
      withCustomer: 'La commande est close comme retirée et ce qui est réservé est débité.',
      inMachine:
        'Personne ne reçoit ce disque, la commande échoue et ce qui est réservé est rendu.',
      paid: 'La machine considère {{price}} comme payés et n’interroge plus le terminal.',
      notPaid: 'La machine considère {{price}} comme jamais payés et n’interroge plus.',
    },
    withCustomer: 'Le client a le disque',
    inMachine: 'J’ai trouvé le disque et je le garde',
    payment:
      'Commande {{code}} : le terminal ne dit pas ce que sont devenus {{price}} ({{step}}). On le lui redemande.',
    paymentRefused:
      'Commande {{code}} : le terminal a refusé ({{step}}, {{price}}). Réglez cela à la main.',
    authorise: 'réservation',
    capture: 'débit',
    release: 'annulation',
    paid: 'Le client a payé',
    notPaid: 'Le client n’a pas payé',
    slot: 'La case {{number}} est bloquée ({{reason}}). Retirez ce qui s’y trouve.',
    emptied: 'La case {{number}} est vide',
  },
  devices: {
    title: 'Appareils',
    kind: {
      drive: 'Graveur',
      robot: 'Bras',
      gate: 'Cases',
      reader: 'Lecteur de cartes',
      printer: 'Imprimante de jaquettes',
      labelPrinter: 'Imprimante de disques',
      payment: 'Terminal de paiement',
      signals: 'Armoire',
    },
    ready: 'Prêt',
    notReady: 'Pas prêt',
    optional: 'Pas nécessaire à une commande',
    none: 'Aucun appareil n’est configuré.',
  },
  rehearsal: {
    title: 'Répétition',
    explain:
      'Certains appareils de cette machine sont simulés. On peut demander une panne, pour voir ce qui se passe.',
    fault: 'Panne',
    value: 'Au secteur',
    ask: 'Qu’elle arrive',
  },
};
