"""The acts the journal knows, each with the Italian sentence that a page shows."""

from dataclasses import dataclass

from pico.base.registry import Registry


@dataclass(frozen=True)
class Verb:
    """One act.

    Args:
        code: ``sua.request.sent``.
        sentence: with ``{who}`` and ``{object}``: "{who} ha inviato la richiesta {object}".
        private: a wish of one's own about the row (to follow it): no part of the history that others read.
    """

    code: str
    sentence: str
    private: bool = False


verbs: Registry[Verb] = Registry("journal verb")


def register_verb(code: str, sentence: str, *, private: bool = False) -> None:
    """Give an act its sentence, from the app's ``verbs.py``."""
    verbs.add(code, Verb(code, sentence, private))


def register_verbs(sentences: dict[str, str], *, private: bool = False) -> None:
    """Give many acts their sentences."""
    for code, sentence in sentences.items():
        register_verb(code, sentence, private=private)


def private_verbs() -> list[str]:
    """Return the acts that the history of a row does not tell."""
    return [verb.code for verb in verbs if verb.private]


def sentence_of(code: str, who: str, what: str) -> str:
    """Return the sentence of an act; of one that no app knows any more, its code.

    Args:
        code: the verb of a line.
        who: the person, or the system.
        what: label of the row.
    """
    if code not in verbs:
        return f"{who}: {code} {what}".strip()
    return verbs.get(code).sentence.format(who=who, object=f"«{what}»" if what else "").strip()


register_verbs(
    {
        "journal.register.viewed": "{who} ha consultato il registro delle attività",
        "journal.register.exported": "{who} ha esportato il registro delle attività",
        "journal.action.refused": "{who} ha tentato un'operazione che è stata rifiutata",
        "journal.page.denied": "{who} ha chiesto una pagina assente o riservata ad altri",
        "journal.refusals.many": "{who} ha avuto molti altri rifiuti nella stessa ora, non annotati",
        "journal.lines.removed": "{who} ha rimosso le righe del registro oltre il termine di conservazione",
    }
)
