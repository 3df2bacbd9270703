"""The administration's first page, the bodies of the territory, the sign-ins of the own people."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from pico.accounts import rules
from pico.accounts.activity import told
from pico.accounts.administered import with_second_factor
from pico.accounts.forms.requests import BodySearchForm
from pico.accounts.models import AccessRequest, AccountInvitation, Role, User
from pico.accounts.models.people import in_force, memberships_in_force
from pico.accounts.roles import WITHOUT_SECOND_FACTOR
from pico.base.http import Request, after_answer
from pico.base.paging import paginate
from pico.journal.models import Category, Entry, record
from pico.organisations.directory import matching

PAGES = {
    "administration": lazy("Che cosa aspetta"),
    "people": lazy("Persone"),
    "invitations": lazy("Inviti"),
    "requests": lazy("Richieste"),
    "territory": lazy("Enti"),
    "sign_ins": lazy("Accessi"),
}


def administration_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 404 to whoever does not act as an administrator."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not rules.is_administrator(request.actor):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def tabs(current: str) -> list[dict[str, Any]]:
    """Return the pages of the administration for the tabs component."""
    return [
        {"label": label, "url": reverse(f"accounts:{name}"), "current": name == current}
        for name, label in PAGES.items()
    ]


def trail(*parts: tuple[str, str]) -> list[dict[str, str]]:
    """Return the breadcrumb of a page of the administration."""
    first = {"label": _("Amministrazione"), "url": reverse("accounts:administration") if parts else ""}
    return [first, *({"label": label, "url": url} for label, url in parts)]


def requests_to_decide(request: Request) -> Any:
    """Return the open requests that may be decided acting for this organisation, not one's own."""
    rows = AccessRequest.objects.visible_to(request.user).deciding_for(request.actor.organisation)
    return rows.exclude(user=request.user)


def own_people(request: Request) -> Any:
    """Return the people who belong today to the organisation acted for."""
    held = memberships_in_force().filter(organisation=request.actor.organisation)
    return User.people.visible_to(request.user).filter(is_active=True, pk__in=held.values("user_id"))


@administration_page
@require_safe
def home(request: Request) -> HttpResponse:
    """What waits for an administrator: requests, confirmations, and how the own people stand."""
    invitations = AccountInvitation.objects.visible_to(request.user).filter(
        organisation__in=rules.administered_organisations(request.actor)
    )
    strong = memberships_in_force().filter(organisation=request.actor.organisation)
    needing = strong.exclude(role__in=WITHOUT_SECOND_FACTOR).values("user_id")
    people = own_people(request).annotate(second_factor=with_second_factor())
    context = {
        "requests": requests_to_decide(request)
        .filter(state=AccessRequest.State.SUBMITTED)
        .select_related("user", "organisation")[:20],
        "to_confirm": invitations.filter(state="AWAITING_CONFIRMATION").select_related(
            "organisation", "accepted_by"
        )[:20],
        "figures": people.aggregate(
            people=Count("pk"),
            without=Count("pk", filter=Q(second_factor=False, pk__in=needing)),
        ),
        "invited": invitations.waiting().count(),
        "tabs": tabs("administration"),
        "breadcrumb": trail(),
    }
    return render(request, "accounts/administration.html", context)


@administration_page
@require_safe
def territory(request: Request) -> HttpResponse:
    """The bodies whose people one looks after, with how many people and administrators each has."""
    search = BodySearchForm(request.GET)
    rows = rules.administered_organisations(request.actor).in_being()
    if search.is_valid() and search.cleaned_data["cerca"]:
        rows = matching(rows, search.cleaned_data["cerca"])
    held = Q(in_force(prefix="memberships__"), memberships__user__is_active=True)
    rows = rows.annotate(
        people=Count("memberships__user", filter=held, distinct=True),
        administrators=Count(
            "memberships__user", filter=held & Q(memberships__role=Role.ADMINISTRATOR), distinct=True
        ),
    )
    context = {
        "search": search,
        "page": paginate(request, rows.order_by("search_name", "pk")),
        "tabs": tabs("territory"),
        "breadcrumb": trail((_("Enti"), "")),
    }
    return render(request, "accounts/territory.html", context)


@administration_page
@require_safe
def sign_ins(request: Request) -> HttpResponse:
    """Sign-ins and refused sign-ins of the people of the organisation acted for; looking is recorded."""
    people = own_people(request).order_by()
    by_text = people.annotate(text=Cast("pk", CharField(max_length=40))).values("text")
    lines = (
        Entry.objects.unrestricted(
            "an administrator reads the sign-ins of the people of the own organisation"
        )
        .filter(category__in=(Category.SIGNIN, Category.SECOND_FACTOR), object_type="accounts.user")
        .filter(object_id__in=by_text)
    )
    page = paginate(request, lines.order_by("-pk"))
    context = {
        "page": page,
        "rows": [{"entry": row, "sentence": told(row)} for row in page],
        "tabs": tabs("sign_ins"),
        "breadcrumb": trail((_("Accessi"), "")),
    }
    response = render(request, "accounts/sign_ins.html", context)
    after_answer(
        response,
        lambda: record(request.actor, "accounts.signins.viewed", category=Category.PERSONAL_DATA),
    )
    return response
