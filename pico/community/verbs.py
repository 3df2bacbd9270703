"""Sentences of the register for what happens in the community."""

from pico.journal.verbs import register_verbs

SENTENCES = {
    "community.category.archived": "{who} ha archiviato la categoria {object}",
    "community.category.created": "{who} ha creato la categoria {object}",
    "community.category.edited": "{who} ha aggiornato la categoria {object}",
    "community.category.ordered": "{who} ha cambiato posto alla categoria {object}",
    "community.category.reopened": "{who} ha riaperto la categoria {object}",
    "community.moderator.named": "{who} ha nominato un moderatore della categoria {object}",
    "community.moderator.removed": "{who} ha tolto un moderatore dalla categoria {object}",
    "community.post.edited": "{who} ha modificato l'intervento {object}",
    "community.post.flagged": "{who} ha segnalato l'intervento {object}",
    "community.post.hidden": "{who} ha nascosto l'intervento {object}",
    "community.post.kept": "{who} ha lasciato l'intervento segnalato {object}",
    "community.post.shown": "{who} ha mostrato di nuovo l'intervento {object}",
    "community.post.withdrawn": "{who} ha ritirato l'intervento {object}",
    "community.post.written": "{who} ha scritto l'intervento {object}",
    "community.reaction.added": "{who} ha reagito all'intervento {object}",
    "community.reaction.removed": "{who} ha tolto una reazione all'intervento {object}",
    "community.topic.approved": "{who} ha accolto la discussione {object}",
    "community.topic.locked": "{who} ha chiuso la discussione {object}",
    "community.topic.moved": "{who} ha spostato la discussione {object}",
    "community.topic.opened": "{who} ha aperto la discussione {object}",
    "community.topic.pinned": "{who} ha messo in evidenza la discussione {object}",
    "community.topic.proposed": "{who} ha proposto la discussione {object}",
    "community.topic.refused": "{who} non ha accolto la discussione {object}",
    "community.topic.renamed": "{who} ha cambiato il titolo della discussione {object}",
    "community.topic.solved": "{who} ha scelto la risposta risolutiva della discussione {object}",
    "community.topic.unlocked": "{who} ha riaperto la discussione {object}",
    "community.topic.unpinned": "{who} ha tolto dall'evidenza la discussione {object}",
    "community.topic.unsolved": "{who} ha tolto la risposta risolutiva della discussione {object}",
}

register_verbs(SENTENCES)
