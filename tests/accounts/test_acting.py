"""One organisation at a time: a form opened for one body is never sent for another by a second tab."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse

from pico.accounts.middleware import SESSION_KEY, actor_of
from pico.base.acting import for_acting_organisation
from pico.journal.history import sentence as sentence_of_line
from pico.journal.models import Entry
from tests.factories.accounts import make_member, make_membership
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site

pytestmark = pytest.mark.django_db


@for_acting_organisation
def view(request):
    return HttpResponse(f"done for {request.actor.organisation.slug}")


@pytest.fixture
def asolo():
    return make_municipality_body("Asolo")


@pytest.fixture
def oderzo():
    return make_municipality_body("Oderzo")


@pytest.fixture
def user(asolo, oderzo):
    user = make_member(asolo)
    make_membership(user, oderzo, "member")
    return user


@pytest.fixture
def send(rf, user):
    """Post to the view while the session acts for a body."""

    def post(acting_for, **data):
        request = rf.post("/prova/?pagina=2", data)
        request.user = user
        request.pico_site = None
        request.session = {SESSION_KEY: acting_for.pk}
        request.actor = actor_of(request)
        return view(request)

    return post


def text(answer) -> str:
    return answer.content.decode()


def test_a_form_sent_for_the_body_it_was_opened_for_goes_through(send, asolo):
    assert text(send(asolo, acting=asolo.pk, title="Arredi")) == f"done for {asolo.slug}"


def test_the_session_changed_in_another_tab_is_asked_about_and_the_input_is_kept(send, asolo, oderzo):
    answer = send(oderzo, acting=asolo.pk, title="<b>Arredi</b>", password1="segreta", lots=["1", "2"])

    page = text(answer)
    assert answer.status_code == 409
    assert "Stai agendo per Comune di Oderzo: vuoi continuare?" in page
    assert 'name="title" value="&lt;b&gt;Arredi&lt;/b&gt;"' in page
    assert page.count('name="lots"') == 2
    assert 'action="/prova/?pagina=2"' in page
    assert ("segreta" in page, "done for" in page) == (False, False)


def test_going_on_for_the_body_of_now(send, asolo, oderzo):
    assert text(send(oderzo, acting=oderzo.pk)) == f"done for {oderzo.slug}"


def test_going_back_to_the_body_of_then(send, asolo, oderzo):
    assert text(send(oderzo, acting_switch=asolo.pk)) == f"done for {asolo.slug}"


@pytest.mark.parametrize("value", ["999999", "²", "abc", "-1"])
def test_a_body_that_is_not_ones_own_is_never_replaced_by_the_one_of_now(send, oderzo, value):
    answer = send(oderzo, acting_switch=value, title="Arredi")
    assert (answer.status_code, "done for" in text(answer), 'value="Arredi"' in text(answer)) == (
        409,
        False,
        True,
    )


def test_a_body_left_meanwhile_is_not_offered(send, user, asolo, oderzo):
    user.memberships.unrestricted("test").filter(organisation=asolo).update(ended_at="2026-11-26T09:00:00Z")
    page = text(send(oderzo, acting=asolo.pk))
    assert "di cui non fai più parte" in page
    assert ("Torna a" in page, "Comune di Asolo" in page) == (False, False)


def test_a_form_that_does_not_say_for_whom_it_was_opened_writes_nothing_and_keeps_the_input(send, oderzo):
    answer = send(oderzo, title="Arredi")

    page = text(answer)
    assert (answer.status_code, "done for" in page, 'name="title" value="Arredi"' in page) == (
        409,
        False,
        True,
    )
    assert "Il modulo non dice per quale ente l'avevi aperto. Niente è stato salvato" in page
    assert f'name="acting" value="{oderzo.pk}"' in page
    assert "Torna a" not in page


def test_a_form_opened_for_no_body_is_asked_about_once_there_is_one(send, oderzo):
    answer = send(oderzo, acting="", title="Arredi")

    assert (answer.status_code, "done for" in text(answer)) == (409, False)


def test_a_form_of_somebody_elses_body_does_not_name_it(send, oderzo):
    stranger = make_province("brescia")
    answer = send(oderzo, acting=stranger.pk)

    assert (answer.status_code, stranger.name in text(answer)) == (409, False)


def test_who_may_not_open_the_page_is_told_404_whatever_the_form_says(rf, user, oderzo):
    @for_acting_organisation
    def forbidden(request):
        raise Http404

    request = rf.post("/prova/", {"title": "Arredi"})
    request.user, request.session, request.pico_site = user, {SESSION_KEY: oderzo.pk}, None
    request.actor = actor_of(request)

    with pytest.raises(Http404):
        forbidden(request)
    assert request.method == "POST"


class TestChoice:
    """Which body a session acts for when it did not say: last used, the host's, the first by name."""

    def acting(self, rf, user, session=None):
        request = rf.get("/")
        request.user, request.session, request.pico_site = user, session or {}, None
        return actor_of(request).organisation

    def test_the_first_by_name_then_the_last_used_then_the_chosen_one(self, rf, user, asolo, oderzo):
        assert self.acting(rf, user) == asolo
        user.last_organisation = oderzo
        assert self.acting(rf, user) == oderzo
        assert self.acting(rf, user, {SESSION_KEY: asolo.pk}) == asolo

    def test_a_body_one_does_not_belong_to_is_never_chosen(self, rf, user, asolo):
        stranger = make_province("brescia")
        user.last_organisation = stranger
        assert self.acting(rf, user, {SESSION_KEY: stranger.pk}) == asolo

    def test_nobody_acts_for_nothing(self, rf):
        assert self.acting(rf, AnonymousUser()) is None


class TestSwitch:
    """Through the page: each switch is one line of the journal, for the body acted for from then on."""

    @pytest.fixture
    def client(self, client, user):
        make_site(make_province("treviso"))
        client.defaults["HTTP_HOST"] = "treviso.localhost"
        client.force_login(user)
        return client

    def lines(self):
        rows = Entry.objects.unrestricted("test").filter(verb="accounts.organisation.switched")
        return [(row.organisation_id, row.object_label, row.changes) for row in rows.order_by("pk")]

    def test_it_says_from_which_body_to_which(self, client, user, asolo, oderzo):
        for body in (oderzo, oderzo, asolo):
            assert client.post("/ente/cambia/", {"organisation": body.pk}).status_code == 302
        assert self.lines() == [
            (oderzo.pk, "Comune di Oderzo", {"organisation": [asolo.pk, oderzo.pk]}),
            (asolo.pk, "Comune di Asolo", {"organisation": [oderzo.pk, asolo.pk]}),
        ]
        [sentence] = {
            sentence_of_line(row) for row in Entry.objects.unrestricted("test").filter(object_id=oderzo.pk)
        }
        assert sentence == f"{user} ha cambiato l'ente per cui agisce: «Comune di Oderzo»"

    def test_a_body_of_others_is_refused_and_nothing_is_switched(self, client, user):
        stranger = make_province("brescia")
        assert client.post("/ente/cambia/", {"organisation": stranger.pk}).status_code == 422
        user.refresh_from_db()
        assert (self.lines(), user.last_organisation) == ([], None)

    def test_a_switch_made_to_send_a_form_of_another_tab_is_a_line_too(self, send, asolo, oderzo):
        send(oderzo, acting_switch=asolo.pk)
        assert self.lines() == [(asolo.pk, "Comune di Asolo", {"organisation": [oderzo.pk, asolo.pk]})]
