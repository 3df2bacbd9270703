"""Where who cannot enter asks for help. helpdesk answers; pages of lower apps only link to it."""

from collections.abc import Callable

from pico.base.registry import Hook

access_help: Hook[Callable[[str], str]] = Hook("access_help(code of the error) -> address of the form")
