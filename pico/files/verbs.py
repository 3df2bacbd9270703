"""Sentences of the register for what happens to documents and papers."""

from pico.journal.verbs import register_verbs

SENTENCES = {
    "files.archive.downloaded": "{who} ha scaricato in un archivio ZIP documenti di {object}",
    "files.attachment.added": "{who} ha allegato {object}",
    "files.attachment.removed": "{who} ha tolto l'allegato {object}",
    "files.document.added": "{who} ha caricato il documento {object}",
    "files.document.copied": "{who} ha creato la copia {object}",
    "files.document.described": "{who} ha aggiornato i dati del documento {object}",
    "files.document.erased": "{who} ha cancellato per sempre il documento {object}",
    "files.document.moved": "{who} ha spostato il documento {object}",
    "files.document.restored": "{who} ha ripristinato dal cestino il documento {object}",
    "files.folder.created": "{who} ha creato la cartella {object}",
    "files.folder.edited": "{who} ha aggiornato i dati della cartella {object}",
    "files.folder.erased": "{who} ha cancellato per sempre la cartella {object}",
    "files.folder.moved": "{who} ha spostato la cartella {object}",
    "files.folder.removed": "{who} ha messo nel cestino la cartella {object}",
    "files.folder.restored": "{who} ha ripristinato dal cestino la cartella {object}",
    "files.type.added": "{who} ha aggiunto il tipo di documento {object}",
    "files.type.closed": "{who} ha tolto dall'uso il tipo di documento {object}",
    "files.version.restored": "{who} ha ripristinato una versione di {object}",
    "files.document.removed": "{who} ha messo nel cestino il documento {object}",
    "files.file.downloaded": "{who} ha scaricato {object}",
    "files.file.previewed": "{who} ha visto l'anteprima di {object}",
    "files.paper.failed": "{who} non è riuscito a comporre l'atto {object}",
    "files.paper.issued": "{who} ha emesso l'atto {object}",
    "files.paper.requested": "{who} ha chiesto l'atto {object}",
    "files.paper.revoked": "{who} ha revocato l'atto {object}",
    "files.storage.cleared": "{who} ha liberato l'archivio dai contenuti non usati",
    "files.version.added": "{who} ha caricato una nuova versione di {object}",
}

register_verbs(SENTENCES)
