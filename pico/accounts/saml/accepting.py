"""What we believe of a provider's answer: the table of identity.md 5.3, one rule a line.

pysaml2 reads the XML once and verifies signatures, conditions and subject; every rule here looks at the
objects it verified, never at the text again. (Before that, the text is refused as a whole when it defines
document types or holds comments or instructions: those are what parsers read differently from one another.)
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from saml2 import BINDING_HTTP_POST, saml, samlp
from saml2.response import AuthnResponse, StatusError

from pico.accounts.saml.errors import NotAccepted
from pico.accounts.saml.pending import Pending
from pico.accounts.saml.service import CLOCK_SKEW, LEVELS, MANDATORY, Service, client_for
from pico.base.identifiers import compact, is_person_fiscal_code
from pico.base.xml import BadXml, parse_xml

LARGEST = 200_000
_ERROR_CODE = re.compile(r"ErrorCode nr(\d{1,3})\b")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
_SKEW = timedelta(seconds=CLOCK_SKEW)
_INSTRUCTION = re.compile(rb"<!--|<\?(?!xml\s)")


@dataclass(frozen=True)
class Identity:
    """Who somebody is, as SPID or CIE said and we verified."""

    kind: str
    issuer: str
    fiscal_code: str
    given_name: str
    family_name: str
    level: int
    assertion_id: str = ""
    session_index: str = ""
    spid_code: str = ""
    email: str = ""
    date_of_birth: str = ""


@dataclass(frozen=True)
class Answer:
    """What the rules look at."""

    service: Service
    pending: Pending
    response: Any
    assertion: Any
    now: datetime
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def asked_at(self) -> datetime:
        return datetime.fromtimestamp(self.pending.at, UTC)

    @property
    def subject(self) -> Any:
        return self.assertion.subject

    @property
    def confirmation(self) -> Any:
        return self.subject.subject_confirmation[0]

    @property
    def conditions(self) -> Any:
        return self.assertion.conditions

    @property
    def statement(self) -> Any:
        return self.assertion.authn_statement[0]


def instant(text: str | None) -> datetime | None:
    """Return a SAML instant, or None when it is not one (UTC with ``Z`` is the only form SPID knows)."""
    if not text or not _INSTANT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _issued_well(answer: Answer, text: str | None) -> bool:
    at = instant(text)
    return at is not None and answer.asked_at - _SKEW <= at <= answer.now + _SKEW


def _lasts(answer: Answer, text: str | None) -> bool:
    at = instant(text)
    return at is not None and at > answer.now - _SKEW


def _has_begun(answer: Answer, text: str | None) -> bool:
    at = instant(text)
    return at is not None and at <= answer.now + _SKEW


def _is_provider(answer: Answer, issuer: Any) -> bool:
    return issuer is not None and (issuer.text or "").strip() == answer.pending.issuer


def _formats(answer: Answer) -> set[str | None]:
    entity: set[str | None] = {saml.NAMEID_FORMAT_ENTITY}
    return entity if answer.service.kind == "SPID" else {*entity, None}


def _audiences(answer: Answer) -> list[str]:
    return [
        (audience.text or "").strip()
        for restriction in answer.conditions.audience_restriction
        for audience in restriction.audience
    ]


def _level(answer: Answer) -> int:
    reference = answer.statement.authn_context.authn_context_class_ref
    return LEVELS.get((reference.text or "").strip(), 0) if reference is not None else 0


Rule = tuple[str, Callable[[Answer], bool]]
RESPONSE_RULES: tuple[Rule, ...] = (
    ("response id", lambda a: bool(a.response.id)),
    ("response version", lambda a: a.response.version == "2.0"),
    ("response in response to", lambda a: a.response.in_response_to == a.pending.id),
    ("response destination", lambda a: a.response.destination == a.service.acs),
    ("response issue instant", lambda a: _issued_well(a, a.response.issue_instant)),
    ("response issuer", lambda a: _is_provider(a, a.response.issuer)),
    ("response issuer format", lambda a: a.response.issuer.format in {None, saml.NAMEID_FORMAT_ENTITY}),
    ("response status", lambda a: a.response.status.status_code.value == samlp.STATUS_SUCCESS),
    ("response signature", lambda a: a.response.signature is not None),
    ("one assertion", lambda a: len(a.response.assertion) == 1 and not a.response.encrypted_assertion),
)
ASSERTION_RULES: tuple[Rule, ...] = (
    ("assertion signature", lambda a: a.assertion.signature is not None),
    ("assertion id", lambda a: bool(a.assertion.id)),
    ("assertion version", lambda a: a.assertion.version == "2.0"),
    ("assertion issue instant", lambda a: _issued_well(a, a.assertion.issue_instant)),
    ("assertion issuer", lambda a: _is_provider(a, a.assertion.issuer)),
    ("assertion issuer format", lambda a: a.assertion.issuer.format in _formats(a)),
    ("name id", lambda a: bool((a.subject.name_id.text or "").strip())),
    ("name id format", lambda a: a.subject.name_id.format == saml.NAMEID_FORMAT_TRANSIENT),
    ("name qualifier", lambda a: bool(a.subject.name_id.name_qualifier)),
    ("one confirmation", lambda a: len(a.subject.subject_confirmation) == 1),
    ("bearer", lambda a: a.confirmation.method == saml.SCM_BEARER),
    ("recipient", lambda a: a.confirmation.subject_confirmation_data.recipient == a.service.acs),
    ("confirmed request", lambda a: a.confirmation.subject_confirmation_data.in_response_to == a.pending.id),
    ("confirmation end", lambda a: _lasts(a, a.confirmation.subject_confirmation_data.not_on_or_after)),
    ("conditions begin", lambda a: _has_begun(a, a.conditions.not_before)),
    ("conditions end", lambda a: _lasts(a, a.conditions.not_on_or_after)),
    ("audience", lambda a: _audiences(a) == [a.service.entity_id]),
    ("one authentication", lambda a: len(a.assertion.authn_statement) == 1),
    ("level", lambda a: _level(a) >= a.pending.level),
    ("attributes", lambda a: all(a.attributes.get(name) for name in MANDATORY[a.service.kind])),
    ("fiscal code", lambda a: is_person_fiscal_code(_fiscal_code(a))),
)


def _fiscal_code(answer: Answer) -> str:
    return compact(answer.attributes.get("fiscalNumber", "")).removeprefix("TINIT-")


def accept(
    service: Service,
    pending: Pending,
    provider_metadata: str,
    saml_response: str,
    *,
    now: datetime | None = None,
) -> Identity:
    """Return who answered, having checked every rule.

    Args:
        service: which of our services was answered.
        pending: the request this browser was sent away with.
        provider_metadata: of the provider asked; only its keys count.
        saml_response: the field of the post, base64.
        now: for tests.

    Raises:
        NotAccepted: at the first rule that fails.
    """
    verified = _verified(service, pending, provider_metadata, readable(saml_response))
    response = verified.response
    answer = Answer(service, pending, response, None, now or datetime.now(UTC))
    _hold(RESPONSE_RULES, answer)
    assertion = response.assertion[0]
    answer = Answer(service, pending, response, assertion, answer.now, _attributes(assertion))
    _hold(ASSERTION_RULES, answer)
    return _identity(answer)


def readable(saml_message: str) -> bytes:
    """Return the XML of a field, refused as a whole when parsers could read it differently.

    Raises:
        NotAccepted: when it is empty, too long, no base64, no XML, or holds types, comments, instructions.
    """
    if not 1 <= len(saml_message) <= LARGEST:
        raise NotAccepted("length")
    try:
        text = base64.b64decode("".join(saml_message.split()), validate=True)
        parse_xml(text)
    except (binascii.Error, ValueError) as error:
        raise NotAccepted("base64") from error
    except BadXml as error:
        raise NotAccepted(f"xml {error.code}") from error
    if _INSTRUCTION.search(text):
        raise NotAccepted("comment")
    return text


def _verified(service: Service, pending: Pending, metadata: str, text: bytes) -> AuthnResponse:
    """Let pysaml2 read the text and verify it; whatever it raises is a refusal."""
    client = client_for(service, metadata)
    try:
        answer = client.parse_authn_request_response(
            base64.b64encode(text).decode(), BINDING_HTTP_POST, outstanding={pending.id: "/"}
        )
    except StatusError as error:
        number = _ERROR_CODE.search(str(error))
        raise NotAccepted("provider error", int(number.group(1)) if number else 0) from error
    except Exception as error:
        # pysaml2 has no common ancestor for what it raises on a bad document, TypeErrors included.
        raise NotAccepted(f"verification {type(error).__name__}"[:60]) from error
    if answer is None or not isinstance(answer.response, samlp.Response):
        raise NotAccepted("no response")
    return answer


def _hold(rules: tuple[Rule, ...], answer: Answer) -> None:
    for code, holds in rules:
        try:
            good = holds(answer)
        except (AttributeError, IndexError, TypeError) as error:  # the part the rule is about is missing
            raise NotAccepted(code) from error
        if not good:
            raise NotAccepted(code)


def _attributes(assertion: Any) -> dict[str, str]:
    """Return name -> value; an attribute with several values, or sent twice, counts as absent."""
    found: dict[str, list[str]] = {}
    for statement in assertion.attribute_statement:
        for attribute in statement.attribute:
            values = [(value.text or "").strip() for value in attribute.attribute_value]
            found.setdefault(attribute.name, []).extend(values)
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def _identity(answer: Answer) -> Identity:
    given = answer.attributes
    return Identity(
        kind=answer.service.kind,
        issuer=answer.pending.issuer,
        fiscal_code=_fiscal_code(answer),
        given_name=given["name"][:80],
        family_name=given["familyName"][:80],
        level=_level(answer),
        assertion_id=answer.assertion.id,
        session_index=answer.statement.session_index or "",
        spid_code=given.get("spidCode", "") if answer.service.kind == "SPID" else "",
        email=given.get("email", "") if answer.service.kind == "SPID" else "",
        date_of_birth=given.get("dateOfBirth", "") if answer.service.kind == "CIE" else "",
    )
