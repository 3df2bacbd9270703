"""What one request (or job) knows of itself, for logs and journal lines far from the view."""

from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class RequestContext:
    request_id: str = ""
    ip: str = ""
    signin_method: str = ""
    job: str = ""
    refused: list[str] = field(default_factory=list)  # codes of what was refused meanwhile


_current: ContextVar[RequestContext | None] = ContextVar("request_context", default=None)


def current() -> RequestContext:
    """Return the context of the running request or job; an empty one outside both."""
    return _current.get() or RequestContext()


def begin(context: RequestContext) -> object:
    return _current.set(context)


def end(token: object) -> None:
    _current.reset(token)  # type: ignore[arg-type]
