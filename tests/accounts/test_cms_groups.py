"""Wagtail's groups are what memberships say: after each change, after a night, and never anything more."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.documents.permissions import permission_policy as documents
from wagtail.images.permissions import permission_policy as images

from pico.accounts import actions, tasks
from pico.accounts.models import Membership, User
from pico.accounts.roles import roles_at_kind
from pico.base.actor import system_actor
from pico.base.dates import today
from pico.base.errors import Refused
from tests.accounts.people import Town, browser, verbs_of
from tests.factories.accounts import make_member, make_user
from tests.factories.portal import make_site

pytestmark = pytest.mark.django_db
ACTOR = system_actor("prova")
PAGE = {"add_page", "change_page"}
FILES = {f"{verb}_{model}" for verb in ("add", "change", "choose") for model in ("image", "document")}


@pytest.fixture
def town():
    return Town()


def in_database() -> dict[str, set[int]]:
    return {group.name: set(group.user_set.values_list("pk", flat=True)) for group in Group.objects.all()}


def by_hand(sites) -> dict[str, set[int]]:
    """What identity.md 5.8 and portal.md 1 say, from the rows one by one."""
    wanted = {
        f"cms-{site.organisation_id}-{kind}": set() for site in sites for kind in ("editor", "publisher")
    }
    writers = {site.organisation_id: site for site in sites}
    for row in Membership.objects.unrestricted("test").select_related("user", "organisation"):
        lasts = row.valid_until is None or row.valid_until >= today()
        site = writers.get(row.organisation_id)
        if site is None or row.ended_at or row.valid_from > today() or not lasts or not row.user.is_active:
            continue
        national = row.organisation.kind == "NATIONAL_UPI"
        if row.role == "editor" or (national and row.role == "network_expert"):
            wanted[f"cms-{row.organisation_id}-editor"].add(row.user_id)
        if row.role == "administrator" or (row.role == "editor" and site.editors_publish):
            wanted[f"cms-{row.organisation_id}-publisher"].add(row.user_id)
    return wanted


def ours(groups: dict[str, set[int]]) -> dict[str, set[int]]:
    return {name: people for name, people in groups.items() if name.startswith("cms-")}


def test_a_role_granted_or_ended_changes_the_group_at_once(town):
    editor = make_user()
    row = actions.grant_role(
        actor=town.acting("giulia"), user=editor, organisation=town.treviso, role="editor"
    )
    name = f"cms-{town.treviso.pk}-editor"
    assert in_database()[name] == {editor.pk}

    actions.end_membership(actor=town.acting("giulia"), membership=row)
    assert in_database()[name] == set()
    assert verbs_of("accounts.cmsgroup.changed")[-2:] == ["accounts.cmsgroup.changed"] * 2


def test_a_disabled_editor_leaves_the_group_and_comes_back(town):
    editor = make_member(town.treviso, "editor")
    tasks.reconcile_cms_groups.func()
    name = f"cms-{town.treviso.pk}-editor"

    actions.disable_person(actor=town.acting("giulia"), user=editor)
    assert in_database()[name] == set()
    editor.refresh_from_db()
    actions.enable_person(actor=town.acting("giulia"), user=editor)
    assert in_database()[name] == {editor.pk}


def test_a_group_has_its_rights_on_its_own_roots_and_no_others(town):
    make_site(town.brescia)
    tasks.reconcile_cms_groups.func()
    site = town.treviso.portal_site
    for kind, pages in (("editor", PAGE), ("publisher", PAGE | {"publish_page", "lock_page", "unlock_page"})):
        group = Group.objects.get(name=f"cms-{town.treviso.pk}-{kind}")
        assert set(group.permissions.values_list("codename", flat=True)) == {"access_admin"}
        assert {(p.page_id, p.permission.codename) for p in group.page_permissions.all()} == {
            (site.wagtail_site.root_page_id, name) for name in pages
        }
        assert {(p.collection_id, p.permission.codename) for p in group.collection_permissions.all()} == {
            (site.collection_id, name) for name in FILES
        }


def test_what_was_given_by_hand_is_taken_away_at_night_and_written_down(town):
    tasks.reconcile_cms_groups.func()
    editor = make_user()
    change_user = Permission.objects.get(codename="change_user")
    group = Group.objects.get(name=f"cms-{town.treviso.pk}-editor")
    group.permissions.add(change_user)
    editor.user_permissions.add(change_user)
    editor.groups.add(Group.objects.create(name="Moderators of all"), group)

    assert tasks.reconcile_cms_groups.func() == 3

    editor = User.objects.get(pk=editor.pk)
    assert (editor.groups.count(), editor.has_perm("accounts.change_user")) == (0, False)
    assert tasks.reconcile_cms_groups.func() == 0
    assert "accounts.person.rights_cleared" in verbs_of("accounts.person")


def test_after_five_hundred_random_changes_the_database_is_what_was_computed(town):
    dice = random.Random(20261126)
    make_site(town.brescia)
    make_site(town.upi)
    bodies = [town.treviso, town.brescia, town.upi, town.asolo]
    people = [make_user() for _ in range(12)]
    tasks.reconcile_cms_groups.func()
    for _ in range(500):
        person, body, what = dice.choice(people), dice.choice(bodies), dice.random()
        try:
            if what < 0.5:
                until = dice.choice([None, None, today() + timedelta(days=3)])
                start = today() + timedelta(days=dice.choice([0, 0, 0, 2]))
                role = dice.choice(roles_at_kind(body.kind))
                actions.grant_role(
                    actor=ACTOR,
                    user=person,
                    organisation=body,
                    role=role,
                    valid_from=start,
                    valid_until=until,
                )
            elif what < 0.85:
                rows = Membership.objects.unrestricted("test").filter(user=person, ended_at=None)
                if row := rows.order_by("?").first():
                    actions.end_membership(actor=ACTOR, membership=row)
            elif person.is_active:
                actions.disable_person(actor=ACTOR, user=person)
            else:
                actions.enable_person(actor=ACTOR, user=person)
        except Refused:
            pass
        person.refresh_from_db()
    sites = [body.portal_site for body in bodies[:3]]

    assert ours(in_database()) == by_hand(sites)
    tasks.reconcile_cms_groups.func()
    assert ours(in_database()) == by_hand(sites)


def test_a_role_that_begins_or_ends_by_its_date_is_followed_at_night(town, time_machine):
    editor = make_member(town.treviso, "member")
    tomorrow = today() + timedelta(days=1)
    actions.grant_role(
        actor=ACTOR,
        user=editor,
        organisation=town.treviso,
        role="editor",
        valid_from=tomorrow,
        valid_until=tomorrow,
    )
    name, seen = f"cms-{town.treviso.pk}-editor", []
    for day in range(3):
        time_machine.move_to(f"{today() + timedelta(days=1 if day else 0)}T00:05:00+01:00")
        tasks.reconcile_cms_groups.func()
        seen.append(in_database()[name])
    assert seen == [set(), {editor.pk}, set()]


def test_no_screen_of_people_and_sites_is_open_to_anybody(town):
    for person in (town.claudia, make_user(is_superuser=True)):
        for path in ("/redazione/", "/redazione/users/", "/redazione/login/", "/admin/", "/cms/"):
            assert browser(person).get(path).status_code == 404


def test_wagtail_itself_lets_an_editor_add_files_to_the_own_collection_only(town):
    make_site(town.brescia)
    tasks.reconcile_cms_groups.func()
    editor = make_user()
    actions.grant_role(actor=town.acting("giulia"), user=editor, organisation=town.treviso, role="editor")
    own = town.treviso.portal_site.collection

    for policy in (images, documents):
        for action in ("add", "change", "choose"):
            assert list(policy.collections_user_has_permission_for(editor, action)) == [own]
