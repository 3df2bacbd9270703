"""Sentences of the register for what happens to documents and papers."""

from pico.journal.verbs import register_verbs

SENTENCES = {
    "files.attachment.added": "{who} ha allegato {object}",
    "files.attachment.removed": "{who} ha tolto l'allegato {object}",
    "files.document.added": "{who} ha caricato il documento {object}",
    "files.document.removed": "{who} ha messo nel cestino il documento {object}",
    "files.file.downloaded": "{who} ha scaricato {object}",
    "files.paper.failed": "{who} non è riuscito a comporre l'atto {object}",
    "files.paper.issued": "{who} ha emesso l'atto {object}",
    "files.paper.requested": "{who} ha chiesto l'atto {object}",
    "files.paper.revoked": "{who} ha revocato l'atto {object}",
    "files.storage.cleared": "{who} ha liberato l'archivio dai contenuti non usati",
    "files.version.added": "{who} ha caricato una nuova versione di {object}",
}

register_verbs(SENTENCES)
