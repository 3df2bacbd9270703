"""The inventory of personal data is complete and says only what exists (identity.md 5.9).

Every field that could hold something about a person is either declared in its app's personal_data.py or
stands here, with the reason why nobody is described by it. So who adds a text field answers the question.
"""

import re

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from pico.accounts.models import User
from pico.base.personal_data import declare_personal, personal_fields
from tests.source import is_ours

TEXTS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.GenericIPAddressField,
    models.FileField,
)
# tables of libraries that hold people's data of ours
OF_LIBRARIES = {"account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession"}

# model or model.field: why it describes no person. A pattern per line, so that the page stays readable.
OF_NOBODY: dict[str, str] = {
    r"sua\.PublishedTender\..*": "the rows of sua.Tender, which answers for them",
    r"journal\.Entry\.(verb|object_type|object_id|reason|request_id|signin)": "codes of the product",
    r"journal\.Entry\.(organisation_label|owner_id|organisation_id)": "a public body",
    r"journal\.Seal\..*": "digests of lines",
    r"community\.ModerationReason\..*": "words of a list for everybody",
    r"questionnaires\.Round\.subject": "a code of what it is about",
    r"questionnaires\.Round\.fixed_rows": "codes, words and units of what is asked for",
    r"helpdesk\.Faq\.(module|topic|question_key|html|source_kind|source_url)": "codes and addresses",
    r"helpdesk\.FaqVote\.voter_key": "a digest that changes with each question and day",
    r"questionnaires\.Response\.group": "a coarse group of bodies, tied to no person",
    r"questionnaires\.ResumeCode\.code_hash": "the digest of a code that nothing ties to a person",
    r"organisations\.(Region|TerritorialUnit|Municipality|MunicipalityCode|Population)\..*": "places",
    r"files\.PreparedArchive\.(chosen|versions)": "ids of documents",
    r"organisations\.Organisation\..*": "public bodies, as the official registers publish them",
    r"organisations\.(OrganisationCode|OrganisationEvent|ModuleActivation|Entitlement)\..*": "bodies",
    r"organisations\.BillableEvent\..*": "bodies",
    r"organisations\.Registry(Import|Difference)\..*": "rows of official registers of bodies and places",
    r"accounts\.User\.(created_via|names_from)": "how the account began",
    r"accounts\.AccountInvitation\.(roles|token_hash)": "codes of roles; a digest",
    r"accounts\.AccessRequest\.(roles|granted_roles|proposed_body)": "codes of roles; a public body",
    r"accounts\.DigitalIdentity\.(issuer|last_level)": "who issues identities",
    r"accounts\.PendingIdentity\.key_hash": "a digest",
    r"accounts\.DataCopy\.path": "made of random letters",
    r"accounts\.(UsedSamlMessage|FirstRunToken)\..*": "digests",
    r"accounts\.IdentityProvider\..*": "who issues identities",
    r"accounts\.HandoverCode\.(code_hash|state_hash|target_host|records)": "digests, a host, ways of sign-in",
    r"notifications\.Event\.(kind|target_type|target_id)": "codes of the product",
    r"notifications\.(Subscription\.target_.*|Preference\.kind_prefix)": "codes of the product",
    r"notifications\.(Mail|Digest)Delivery\.message_id": "made from ids",
    r"notifications\.Mailing\.(bulk|key)": "codes of the product",
    r"files\.StoredFile\.(sha256|content_type|text_note)": "a digest, a type, a sentence of ours",
    r"files\.(DocumentType\.label|Folder\.path)": "kinds of documents; ids",
    r"files\.Paper\.(code|kind|template|number|sha256)": "codes of the product",
    r"questionnaires\.(Answer\.(question|column)|SectionState\.section)": "keys of what is asked",
    r"questionnaires\.(Invitation\.reminded|Round\.reminders)": "numbers of days",
    r"questionnaires\.Questionnaire\.purpose": "codes of the product",
    r"questionnaires\.AnswerKey\.(question|right)": "keys of what is asked, and what is right",
    r"questionnaires\.Attempt\.(seed|revisions|marks)": "random letters, keys of what is asked, points",
    r"questionnaires\.(Response\.(asked|checksum)|Version\.checksum)": "keys of what is asked; digests",
    r"portal\.\w+\.(file_hash|filter_spec|focal_point_key|path|slug|url_path|file)": "computed by the CMS",
    r"search\.SearchEntry\.(target_type|module|kind|content_hash)": "codes of the product, a digest",
    r"portal\.Topic\..*": "a dictionary of topics",
    r"portal\.\w+Page\.(?!locked_by|owner|contacts).*": "what a public body publishes",
    r"portal\.(PortalSite|SiteAlias|SiteObligation|HomeBlock)\..*": "a public body and its site",
    r"portal\.Newsletter\.(name|roles|body_kinds)": "what a public body publishes; codes of the product",
    r"portal\.(IssueBlock\.url|IssueDelivery\.message_id)": "an address of a page; made from ids",
    r"portal\.Placement\.title": "what a public body publishes",
    r"portal\.Portal(Image|Document)\.(title|description)": "what a public body publishes",
    r"sua\.(ChecklistItem|RupRule|TermRule|SuaNumberSeries)\.(?!changed_by).*": "tables of the law",
    r"sua\.(Threshold|SchedaRule|CodeListEntry|Qualification)\.(?!changed_by).*": "tables of the law",
    r"sua\.CodeListImport\.(?!uploaded_by).*": "lists published by ANAC",
    r"sua\.SuaFormOnce\.result_url": "an address of the product",
    r"sua\.Tender\.(number|cpv_main|funding|cup|pnrr_measure|protocol|touched)": "codes of the procedure",
    r"sua\.Contract\.(number|derived_cig)": "codes of the procedure",
    r"sua\.Deadline\.(code|source)": "of the law",
    r"sua\.SchedaRecord\.code": "codes of the procedure",
    r"sua\.Tender\.(scheda|pad_name|pad_url)": "codes of the procedure",
    r"sua\.Tender\.(place_code|ccnl)|sua\.PreCigPass\.(line|reason)": "codes of the procedure",
    r"sua\.TenderParticipant\.(fiscal_code|ausa|cost_centre)": "of a public body",
    r"sua\.NeedsCampaign\.(number|cpv)": "codes of the procedure",
    r"sua\.NeedItem\.(code|lot_hint)": "codes of the procedure",
    r"sua\.NeedRevision\.(before|after|digest)": "what a public body needs; a digest",
    r"sua\.Lot\.(cpv|category|cig)": "codes of the procedure",
    r"sua\.Tender\.(decision_number|award_number)|sua\.Committee\.act": "numbers of acts of public bodies",
    r"sua\.TenderDocument\.title": "the kind of document",
    r"sua\.Remark\.field": "a name of a field",
    r"helpdesk\.(Desk|HelpTopic|RoutingRule|SignInProblem|TicketNumberSeries)\..*": "offices, tables",
    r"helpdesk\.SpentChallenge\.digest": "a digest of random letters",
    r"helpdesk\.ApplicantMail\.message_id": "made of random letters",
    r"helpdesk\.Ticket\.(number|module|rule|context_url|context_kind)": "codes of the product",
    r"sua\.TenderEvent\.(transition|payload|payload_hash)": "codes and digests of the procedure",
}
LINKS_WITHOUT_KEY = re.compile(r"(actor|user|person|author)_id(_value)?")


def could_describe_somebody(field) -> bool:
    if field.is_relation:
        return field.related_model is User
    if isinstance(field, TEXTS):
        return not field.choices
    return bool(LINKS_WITHOUT_KEY.fullmatch(field.name))


def fields_to_answer_for() -> list[str]:
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if is_ours(model._meta.app_label) or model._meta.label in OF_LIBRARIES
        for field in model._meta.get_fields()
        if field.concrete and not field.auto_created and could_describe_somebody(field)
    ]


def excuses_for(name: str) -> list[str]:
    return [pattern for pattern in OF_NOBODY if re.fullmatch(pattern, name)]


def test_each_field_that_could_describe_a_person_was_answered_for_once():
    answers = {
        name: [name in personal_fields, bool(excuses_for(name))].count(True)
        for name in fields_to_answer_for()
    }
    assert len(answers) > 300
    assert {name: count for name, count in answers.items() if count != 1} == {}, (
        "declare it in the personal_data.py of its app (kind, what erasure does, why it is kept, how long), "
        "or say in OF_NOBODY why it describes nobody; not both"
    )


def test_no_excuse_outlives_its_field():
    names = fields_to_answer_for()
    assert [p for p in OF_NOBODY if not any(re.fullmatch(p, name) for name in names)] == []


class TestDeclarations:
    """Every declaration of every app; a failure names the fields."""

    def wrong(self, holds):
        entries = list(personal_fields)
        assert entries
        return [f"{entry.model}.{entry.field}" for entry in entries if not holds(entry)]

    def test_each_names_a_field_that_exists(self):
        assert (
            self.wrong(lambda entry: apps.get_model(entry.model)._meta.get_field(entry.field).concrete) == []
        )

    def test_what_is_kept_has_its_legal_reason(self):
        assert self.wrong(lambda entry: entry.erasure != "KEEP" or entry.reason.strip()) == [], (
            "why may it survive an erasure?"
        )

    def test_what_is_blanked_may_be_blank(self):
        """Erasure writes an empty value: NULL in a link or a unique column, else an empty text."""

        def may_be_blank(entry):
            field = apps.get_model(entry.model)._meta.get_field(entry.field)
            if entry.erasure != "BLANK":
                return True
            return field.null if field.is_relation or field.unique else field.null or isinstance(field, TEXTS)

        assert self.wrong(may_be_blank) == []

    def test_each_kind_is_one_of_the_known(self):
        known = {"identity", "contact", "credential", "content", "act", "preference"}
        assert self.wrong(lambda entry: entry.category in known) == []

    def test_each_is_kept_for_a_sensible_time_or_as_long_as_its_row(self):
        months = range(1, 121)
        assert self.wrong(lambda e: e.retention_months is None or e.retention_months in months) == []


def test_a_field_declared_twice_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match=r"«accounts\.User\.email» is registered twice"):
        declare_personal("accounts.User", "email", "contact", "BLANK")


def test_the_person_themself_is_wholly_in_the_inventory():
    declared = {entry.field for entry in personal_fields if entry.model == "accounts.User"}
    assert {"email", "given_name", "family_name", "phone", "fiscal_code_encrypted", "fiscal_code_index",
            "job_title", "password", "last_seen_on"} <= declared  # fmt: skip
