"""Sentences of the register for the index."""

from pico.journal.verbs import register_verbs

register_verbs(
    {
        "search.index.repaired": "{who} ha riallineato l'indice di ricerca",
        "search.repair.asked": "{who} ha chiesto di ricontrollare l'indice di ricerca",
        "search.recent.erased": "{who} ha cancellato le proprie ricerche recenti",
    }
)
