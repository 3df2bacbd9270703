"""Logs are one JSON object a line and hold no secret."""

import json
import logging
import sys

import pytest

from pico.base import context, logs


def line_of(message, *args, exc_info=None):
    record = logging.LogRecord("pico", logging.INFO, "x.py", 1, message, args, exc_info)
    logs.RequestIdFilter().filter(record)
    return json.loads(logs.JsonFormatter().format(record))


def test_a_line_carries_level_logger_message_and_request_id():
    token = context.begin(context.RequestContext(request_id="abc123"))
    try:
        line = line_of("richiesta %s inviata", "SUA-2026-0001")
    finally:
        context.end(token)

    del line["at"]
    assert line == {
        "level": "INFO",
        "logger": "pico",
        "message": "richiesta SUA-2026-0001 inviata",
        "request_id": "abc123",
    }


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("cf BNCGLI80D45L407M non valido", "cf *** non valido"),
        ("cf bncgli80d45l407m non valido", "cf *** non valido"),
        ("POST password=Demo-Pico-2026! fine", "POST password=*** fine"),
        ("{'token': 'abc', 'n': 1}", "{'token': '***', 'n': 1}"),
        ("GET /accesso/continua/?code=deadbeef&x=1", "GET /accesso/continua/?code=***&x=1"),
        ("x_BNCGLI80D45L407M_y", "x_***_y"),
        ("new_password1=segreta&x=1", "new_password1=***&x=1"),
        ("{'password': 'due parole'}", "{'password': '***'}"),
        ('{"password": "due parole", "n": 1}', '{"password": "***", "n": 1}'),
        ("Cookie: session=abc; csrf=def", "Cookie: ***"),
        ("{'Cookie': 'session=abc; csrf=def', 'n': 1}", "{'Cookie': '***', 'n': 1}"),
        ("Set-Cookie: __Host-session=abc; Path=/", "Set-Cookie: ***"),
        ("Authorization: Bearer abc.def", "Authorization: ***"),
        ("__Host-session=abc x", "__Host-session=*** x"),
        ("SAMLResponse=PHNhbWw%2B&RelayState=1", "SAMLResponse=***&RelayState=1"),
        ("Not Found: /notifiche/disiscrizione/abc:def/", "Not Found: /notifiche/disiscrizione/***/"),
        ("GET /prima-installazione/abcdef/?x=1", "GET /prima-installazione/***/?x=1"),
        ("POST /email/conferma/MQ:1x:abc/", "POST /email/conferma/***/"),
        ("POST /password/recupera/3-abc-def/", "POST /password/recupera/***/"),
        ("il codice: SUA-2026-0001", "il codice: SUA-2026-0001"),
        ("la gara SUA-2026-0001 di Oderzo", "la gara SUA-2026-0001 di Oderzo"),
    ],
)
def test_secrets_and_fiscal_codes_never_reach_a_log(written, kept):
    assert line_of(written)["message"] == kept


def test_a_trace_is_cleaned_as_well():
    try:
        raise ValueError("password=segretissima")
    except ValueError:
        line = line_of("errore", exc_info=sys.exc_info())

    assert "segretissima" not in line["trace"]
    assert line["trace"].splitlines()[-1] == "ValueError: password=***"


def test_half_a_surrogate_pair_does_not_keep_a_line_from_being_written():
    record = logging.LogRecord("pico", logging.INFO, "x.py", 1, "nome %s", ("\ud800x",), None)
    logs.RequestIdFilter().filter(record)

    assert "\\ud800x" in logs.JsonFormatter().format(record).encode("utf-8").decode()
