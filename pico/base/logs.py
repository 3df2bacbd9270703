"""Structured logs: one JSON object a line, with the request id, without secrets and fiscal codes."""

import json
import logging
import re
from datetime import UTC, datetime

from pico.base import context

# Shapes that must never reach a log: a person's fiscal code, and values of secret-looking keys.
_FISCAL_CODE = re.compile(
    r"\b[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]\b", re.IGNORECASE
)
_SECRET = re.compile(
    r"(?i)\b(password|passwd|token|secret|code|samlresponse|cookie|authorization|csrfmiddlewaretoken)"
    r"(['\"]?\s*[=:]\s*['\"]?)[^\s&'\",;]+"
)


def scrub(text: str) -> str:
    """Return the text without fiscal codes and without the values of secret-looking keys."""
    return _SECRET.sub(r"\1\2***", _FISCAL_CODE.sub("***", text))


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = context.current().request_id
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
        return json.dumps(line, ensure_ascii=False)
