"""How names of people and bodies are shown short."""


def initials(name: str) -> str:
    """Return «MR» for «Maria Rossi»: first letters of the first and the last word."""
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
