"""Structured logs: one JSON object a line, with the request id, without secrets and fiscal codes."""

import json
import logging
import re
from datetime import UTC, datetime

from pico.base import context

# Shapes that must never reach a log: a person's fiscal code, and values of secret-looking keys.
_FISCAL_CODE = re.compile(
    r"(?<![A-Z0-9])[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?![A-Z0-9])",
    re.IGNORECASE,
)
_QUOTED_OR_NOT = r"""(?:(?P<quote>['"])(?:(?!(?P=quote))[^\r\n])*(?P=quote)|{bare})"""
# Whole headers: a cookie or an authorization has blanks and semicolons in it.
_HEADER = re.compile(
    r"""(?i)(?P<key>\b(?:set-)?cookie|\bauthorization)(?P<is>['"]?\s*[:=]\s*)"""
    + _QUOTED_OR_NOT.format(bare=r"""[^\r\n'"}]+""")
)
_SECRET = re.compile(
    r"(?i)(?P<key>[\w-]*(?:password|passwd|token|secret|samlresponse|session|csrf)[\w-]*|\b(?:code|key|otp))"
    r"""(?P<is>['"]?\s*[=:]\s*)""" + _QUOTED_OR_NOT.format(bare=r"""[^\s&'",;]+""")
)
# Addresses whose last part opens a door by itself.
_DOOR = re.compile(
    r"(/(?:prima-installazione|disiscrizione|password/recupera|email/conferma|inviti?|calendario|passaggio)/)"
    r"[^/\s?'\"]+"
)


def scrub(text: str) -> str:
    """Return the text without fiscal codes, secrets of headers and forms, and tokens in addresses."""
    text = _FISCAL_CODE.sub("***", text)
    for pattern in (_HEADER, _SECRET):
        text = pattern.sub(_hide, text)
    return _DOOR.sub(r"\1***", text)


def _hide(found: re.Match[str]) -> str:
    quote = found["quote"] or ""
    return f"{found['key']}{found['is']}{quote}***{quote}"


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        # Django writes of answers from 400 up when the middlewares are done, and hands over the request.
        record.request_id = context.current().request_id or getattr(
            getattr(record, "request", None), "id", ""
        )
        return True


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
            "request_id": getattr(record, "request_id", ""),
        }
        if record.exc_info:
            line["trace"] = scrub(self.formatException(record.exc_info))
        # Half a surrogate pair, sent by somebody, must not keep the line from being written.
        return json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
