import type { Sentence, SentenceCode } from './refusals-en.ts';

export const french: Readonly<Record<SentenceCode, Sentence>> = {
  LICENCE_NOT_ACTIVE: {
    text: 'Aucun disque de cette commande n’est encore sorti d’une machine. Regardez le film quand le disque est entre vos mains ; le magasin qui l’a vendu peut en dire plus.',
  },
  LICENCE_NOT_YET: {
    text: 'Ce film ne peut pas encore être regardé. Le magasin qui l’a vendu sait à partir de quand.',
    dated: 'Ce film peut être regardé à partir du {date}.',
  },
  LICENCE_EXPIRED: {
    text: 'La durée prévue pour ce film est écoulée. Demandez une nouvelle licence au magasin qui l’a vendu.',
    dated:
      'La durée prévue pour ce film s’est écoulée le {date}. Demandez une nouvelle licence au magasin qui l’a vendu.',
  },
  LICENCE_REVOKED: {
    text: 'La licence de ce disque a été retirée. Le magasin qui l’a vendu peut dire pourquoi.',
    dated:
      'La licence de ce disque a été retirée le {date}. Le magasin qui l’a vendu peut dire pourquoi.',
  },
  LICENCE_RETURNED: {
    text: 'Ce film a été rendu. Pour le revoir, commandez-le de nouveau.',
    dated: 'Ce film a été rendu le {date}. Pour le revoir, commandez-le de nouveau.',
  },
  LICENCE_CANCELLED: {
    text: 'Cette commande a été annulée avant la fabrication du disque. Adressez-vous au magasin où elle a été passée.',
    dated: 'Cette commande a été annulée le {date}. Adressez-vous au magasin où elle a été passée.',
  },
  SHOWINGS_USED: {
    text: 'Toutes les séances de ce film ont été utilisées. Le magasin qui l’a vendu peut en ajouter.',
    dated:
      'La dernière séance de ce film a commencé le {date}. Le magasin qui l’a vendu peut en ajouter.',
  },
  TOO_MANY_PLAYERS: {
    text: 'Ce film est en cours sur autant de lecteurs que sa licence le permet. Arrêtez-en un, puis recommencez.',
    dated:
      'Ce film est en cours sur autant de lecteurs que sa licence le permet. Arrêtez-en un, ou réessayez le {date}.',
  },
  TOO_MANY_DEVICES: {
    text: 'Ce film a été regardé sur autant d’appareils que sa licence le permet. Utilisez l’un d’eux, ou demandez au magasin qui l’a vendu.',
  },
  WRONG_USER: {
    text: 'Ce disque appartient à un autre membre. Identifiez-vous comme le membre qui l’a commandé.',
  },
  WRONG_DISC: {
    text: 'La banque ne reconnaît pas ce disque. Donnez le disque lui-même ou son image complète ; une copie à laquelle il manque une partie ne suffit pas.',
  },
  WRONG_DISC_LOCKED: {
    text: 'La banque n’a pas reconnu ce disque à plusieurs reprises. Réessayez dans un quart d’heure, avec le disque lui-même.',
    dated:
      'La banque n’a pas reconnu ce disque à plusieurs reprises. Réessayez après le {date}, avec le disque lui-même.',
  },
  PASSWORD_REFUSED: {
    text: 'Le numéro de membre et le mot de passe ne vont pas ensemble. Vérifiez les deux et réessayez.',
  },
  PASSWORD_LOCKED: {
    text: 'Trop d’essais avec ce numéro de membre. Réessayez dans un quart d’heure.',
    dated: 'Trop d’essais avec ce numéro de membre. Réessayez après le {date}.',
  },
  IDENTIFICATION_REFUSED: {
    text: 'Le numéro de membre, le code et le disque ne vont pas ensemble. Vérifiez numéro et code et réessayez.',
  },
  IDENTIFICATION_LOCKED: {
    text: 'Trop d’essais avec ce code. Réessayez dans un quart d’heure.',
    dated: 'Trop d’essais avec ce code. Réessayez après le {date}.',
  },
  VIEWER_ACTIVATED: {
    text: 'Ce membre a déjà un mot de passe. Identifiez-vous avec lui ; la banque peut en fixer un nouveau.',
  },
  DEVICE_REVOKED: {
    text: 'Ce lecteur ne peut plus servir pour vos films. Demandez à la banque de l’admettre de nouveau.',
    dated:
      'Ce lecteur ne peut plus servir pour vos films depuis le {date}. Adressez-vous à la banque.',
  },
  DEVICE_OF_ANOTHER: {
    text: 'Ce lecteur est inscrit pour un autre membre. Identifiez-vous comme ce membre, ou donnez au lecteur un autre dossier (DIPTYCH_PLAYER).',
  },
  DEVICE_CONFLICT: {
    text: 'Les clés de ce lecteur sont connues pour un autre membre. Donnez au lecteur un autre dossier (DIPTYCH_PLAYER).',
  },
  DEVICES_FULL: {
    text: 'Ce membre a autant de lecteurs que l’on peut en avoir. Demandez à la banque d’en retirer un.',
  },
  DEVICE_KEYS_REFUSED: {
    text: 'La banque n’accepte pas les clés de ce lecteur. Mettez son dossier de côté et identifiez-vous de nouveau.',
  },
  PLAYER_NOT_ENROLLED: {
    text: 'Personne ne s’est encore identifié sur ce lecteur. Identifiez-vous avec votre numéro de membre et votre mot de passe.',
  },
  PLAYER_SIGN_IN_AGAIN: {
    text: 'Votre session est terminée. Identifiez-vous de nouveau avec votre numéro de membre et votre mot de passe.',
  },
  SESSION_MISSING: {
    text: 'Identifiez-vous avec votre numéro de membre et votre mot de passe.',
  },
  SESSION_REFUSED: {
    text: 'La banque ne connaît pas votre session. Identifiez-vous de nouveau.',
  },
  SESSION_EXPIRED: { text: 'Votre session est terminée. Identifiez-vous de nouveau.' },
  SESSION_ENDED: { text: 'Votre session est terminée. Identifiez-vous de nouveau.' },
  PLAYER_OTHER_BANK: {
    text: 'Ce lecteur appartient à une autre banque. Pour une deuxième, donnez-lui un autre dossier (DIPTYCH_PLAYER).',
  },
  PLAYER_OTHER_MEMBER: {
    text: 'Ce lecteur est inscrit pour un autre membre. Pour un deuxième, donnez-lui un autre dossier (DIPTYCH_PLAYER).',
  },
  PLAYER_KEYS_DAMAGED: {
    text: 'Les clés de ce lecteur ne sont pas lisibles. Rétablissez device-keys.json dans son dossier, ou mettez-le de côté et identifiez-vous de nouveau.',
  },
  PLAYER_ACCOUNT_DAMAGED: {
    text: 'Le compte de ce lecteur n’est pas lisible. Mettez account.json de côté dans son dossier et identifiez-vous de nouveau.',
  },
  PLAYER_FOLDER_EXPOSED: {
    text: 'D’autres peuvent lire les clés de ce lecteur. Réservez-vous ses fichiers (chmod 600), puis recommencez.',
  },
  PLAYER_FOLDER_UNUSABLE: {
    text: 'Le lecteur ne peut pas garder ses clés dans son dossier. Donnez-lui un dossier où il peut écrire (DIPTYCH_PLAYER).',
  },
  PLAYER_NO_BANK: { text: 'Dites de quelle banque vient le disque, avec son adresse.' },
  PLAYER_BANK_ADDRESS: {
    text: 'Ce n’est pas une adresse à laquelle on peut parler à une banque. Elle commence par https://.',
  },
  PLAYER_NO_CONTACT: {
    text: 'La banque ne répond plus depuis une demi-minute. Vérifiez le réseau ; le film reprend dès qu’elle répond.',
  },
  BANK_UNREACHABLE: {
    text: 'La banque est injoignable. Vérifiez le réseau et réessayez.',
  },
  BANK_FAILED: { text: 'La banque n’a pas pu répondre. Réessayez dans quelques minutes.' },
  BANK_BUSY: { text: 'La banque est occupée. Réessayez dans un instant.' },
  BANK_CLOSING: { text: 'La banque ferme. Réessayez dans quelques minutes.' },
  BANK_ASKS_TO_WAIT: { text: 'La banque demande un délai. Réessayez dans un instant.' },
  BANK_BAD_REPLY: {
    text: 'Les réponses ne viennent pas d’une banque telle que ce lecteur la connaît. Vérifiez l’adresse, et qu’aucune page de connexion ne barre le réseau.',
  },
  COMPLEMENT_SEAL_BROKEN: {
    text: 'Une partie du film n’est pas arrivée telle que la banque l’a scellée. Réessayez ; si cela persiste, prévenez la banque.',
  },
  SESSION_KEY_BROKEN: {
    text: 'Ce lecteur ne peut pas ouvrir la clé de cette séance. Recommencez ; si cela persiste, prévenez la banque.',
  },
  SIGNATURE_STALE: {
    text: 'L’horloge de cette machine et celle de la banque diffèrent. Mettez l’horloge à l’heure et réessayez.',
  },
  SIGNATURE_UNKNOWN_KEY: {
    text: 'La banque ne connaît plus ce lecteur. Mettez account.json de côté dans son dossier et identifiez-vous de nouveau.',
  },
  CHALLENGE_EXPIRED: { text: 'Le disque a répondu trop tard à la banque. Recommencez.' },
  CHALLENGE_REFUSED: { text: 'La banque n’a pas accepté la preuve du disque. Recommencez.' },
  VIEWING_ENDED: {
    text: 'La banque a mis fin à cette séance. Recommencez ; elle n’est pas comptée deux fois.',
  },
  VIEWING_UNKNOWN: { text: 'La banque ne connaît pas cette séance. Recommencez.' },
  VIEWING_TOKEN_REFUSED: { text: 'La banque ne connaît pas cette séance. Recommencez.' },
  DISC_NOT_FOUND: {
    text: 'Il n’y a pas de disque à cet endroit. Donnez un lecteur de disques comme /dev/sr0, une image, ou le dossier d’un disque monté.',
  },
  DISC_NO_ACCESS: {
    text: 'Vous ne pouvez pas lire ce lecteur ou cette image. Sur la plupart des systèmes, les membres du groupe cdrom le peuvent.',
  },
  DRIVE_EMPTY: {
    text: 'Il n’y a pas de disque dans le lecteur, ou il est vierge. Insérez le disque.',
  },
  DISC_UNREADABLE: {
    text: 'Le disque est illisible à un endroit. Nettoyez-le, ou essayez un autre lecteur.',
  },
  DISC_FOLDER_COPIED: {
    text: 'Ce dossier contient des fichiers copiés d’un disque. Donnez le lecteur, ou une image du disque.',
  },
  DISC_NOT_DVD_VIDEO: { text: 'Ce n’est pas un DVD-Vidéo.' },
  DISC_TRUNCATED: {
    text: 'La fin de cette image manque. Copiez le disque de nouveau, ou donnez le lecteur.',
  },
  DISC_DAMAGED: {
    text: 'Le répertoire de ce disque est incohérent. La borne qui l’a fabriqué peut le refaire.',
  },
  DISC_IS_MASTER: {
    text: 'C’est un original de la banque, pas le disque d’une commande. Il n’y manque rien.',
  },
  DISC_NOT_OURS: {
    text: 'Aucune machine Diptych n’a fabriqué ce DVD. N’importe quel lecteur le montre.',
  },
  DISC_ALTERED: {
    text: 'Ce disque a été modifié : ce qu’il dit de sa commande n’est pas partout le même. La borne qui l’a fabriqué peut le refaire.',
  },
  DISC_MANIFEST_INVALID: {
    text: 'La signature de ce disque n’est pas valable, ou pas de votre banque. La borne qui l’a fabriqué peut le refaire.',
  },
  DISC_IDENTITY_CONTRADICTORY: {
    text: 'Ce disque a été modifié : ce qu’il dit de sa commande n’est pas partout le même.',
  },
  SPLIT_WRONG_DISC: { text: 'Le complément appartient à un autre disque que celui qui est là.' },
  SPLIT_MAP_VERSION: {
    text: 'Ce disque a été fait pour un lecteur plus récent. Installez la version actuelle.',
  },
  COMPLEMENT_OTHER_DISC: {
    text: 'Le complément appartient à un autre disque que celui qui est là.',
  },
  SPLIT_DISC_DAMAGED: {
    text: 'Le disque est abîmé à cet endroit. Nettoyez-le, ou reprenez plus loin ; la borne qui l’a fabriqué peut le refaire.',
  },
  COMPLEMENT_DAMAGED: {
    text: 'Le complément de ce film est incohérent. Recommencez ; si cela persiste, prévenez la banque.',
  },
  COMPLEMENT_VERSION: {
    text: 'La banque s’adresse à des lecteurs plus récents. Installez la version actuelle.',
  },
  STICK_MISSING: { text: 'Il n’y a rien pour ce disque sur la clé.' },
  STICK_GONE: { text: 'La clé a été retirée. Remettez-la ; le film reprend.' },
  STICK_FULL: { text: 'Il n’y a plus de place sur la clé. Effacez-en autre chose.' },
  STICK_NOT_WRITABLE: {
    text: 'La clé ne peut pas être écrite. Regardez si son verrou est mis.',
  },
  STICK_IN_USE: { text: 'Un autre lecteur utilise cette clé. Fermez-le d’abord.' },
  STICK_DAMAGED: {
    text: 'Ce qui est sur la clé est abîmé. Écrivez-la de nouveau, chez vous ou à une borne.',
  },
  STICK_VERSION: {
    text: 'La clé a été écrite pour une autre version du lecteur. Installez la version actuelle ; si elle dit de même, écrivez la clé de nouveau.',
  },
  STICK_WRONG_DISC: { text: 'Cette clé appartient à un autre disque.' },
  STICK_NOT_YOURS: { text: 'Cette clé a été écrite pour un autre appareil. Utilisez celui-là.' },
  STICK_NOT_YET: {
    text: 'Le film de cette clé ne peut pas encore être regardé.',
    dated: 'Le film de cette clé peut être regardé à partir du {date}.',
  },
  STICK_EXPIRED: {
    text: 'La durée prévue pour le film de cette clé est écoulée. Demandez au magasin qui l’a vendu.',
    dated:
      'La durée prévue pour le film de cette clé s’est écoulée le {date}. Demandez au magasin qui l’a vendu.',
  },
  STICK_ROLLED_BACK: {
    text: 'La clé a été remise dans un état antérieur. Regardez le disque en ligne, ou demandez à la banque.',
  },
  STICK_RETURNED: {
    text: 'Cette clé a été rendue. Si cela a été interrompu, relancez `diptych stick return`.',
  },
  STICK_COUNTER: {
    text: 'Le compteur du TPM de cet appareil n’est pas utilisable maintenant. Réessayez.',
  },
  STICK_MIRROR_FAILED: {
    text: 'Le lecteur ne peut pas garder sa copie des reçus. Vérifiez son dossier ; rien n’est montré sans elle.',
  },
  CLOCK_SET_BACK: {
    text: 'L’horloge de cet appareil a été reculée. Remettez-la à l’heure.',
    dated:
      'L’horloge de cet appareil a été reculée : il a déjà vu le {date}. Remettez-la à l’heure. Si cette date est fausse, rendez la clé et faites-la écrire de nouveau.',
  },
  STICK_REFUSED: {
    text: 'Une clé de ce disque a été remise dans un état antérieur ; il n’en reçoit plus d’autre. Regardez-le en ligne.',
  },
  STICK_REQUEST_USED: {
    text: 'Ce que cette clé demande a été rendu, remplacé, ou est d’un autre disque. Préparez-la de nouveau.',
  },
  STICK_DEVICE_UNKNOWN: {
    text: 'Cette clé n’a pas été préparée par un lecteur à vous. Préparez-la d’abord chez vous.',
  },
  STICK_UNKNOWN: { text: 'La banque ne connaît pas cette clé.' },
  RECEIPTS_REFUSED: { text: 'Ce ne sont pas les reçus de cette clé.' },
  PLAYER_CLOSED: { text: 'La séance est terminée.' },
  PLAYER_READ_OUTSIDE: { text: 'Un programme a demandé des octets que le film n’a pas.' },
};
