"""Whether everything a request names belongs to the host's site (portal.md 5.1, point 3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import Collection, Page, Revision, Task, TaskState, UploadedFile, WorkflowState

from pico.base.http import whole_number
from pico.portal.editor.names import NOT_OF_STRUCTURE
from pico.portal.models import PortalDocument, PortalImage, SectionPage


@dataclass(frozen=True)
class Ground:
    """What a request may stand on.

    Args:
        root_path: tree path of the host's home.
        collection_path: tree path of the site's collection.
        organisation_id: whose site.
        user: who asks.
    """

    root_path: str
    collection_path: str
    organisation_id: int
    user: Any


PAGE_ARGUMENTS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
PAGE_FIELDS = (
    "new_parent_page",
    "child_of",
    "descendant_of",
    "ancestor_of",
    "translation_of",
    "parent_page_id",
)
MOST_PARTS = 1000  # of a list in a form; settings let no form have more fields
COLLECTION_FIELDS = ("collection", "collection_id")


def all_here(request: HttpRequest, ground: Ground) -> bool:
    """Say whether the request names only pages, images, documents and tasks of the host's site."""
    match = request.resolver_match
    name, args, kwargs = match.view_name, match.args, dict(match.kwargs)  # type: ignore[union-attr]
    if name == "wagtailadmin_pages:revisions_compare":
        kwargs["page_id"] = args[0]
    checks = [
        (_pages, _page_ids(request, name, kwargs)),
        (_images, _ids(request, name, kwargs, "wagtailimages_chooser:", ("image_id",))),
        (_documents, _ids(request, name, kwargs, "wagtaildocs_chooser:", ("document_id", "doc_id"))),
        (_collections, _fields(request, COLLECTION_FIELDS)),
        (_uploads, [kwargs["uploaded_file_id"]] if "uploaded_file_id" in kwargs else []),
    ]
    known = all(check(ground, set(ids)) for check, ids in checks if ids)
    whole = _counts_are_numbers(request)
    return whole and known and _parts_of_page(ground, kwargs, args) and not _structural(name, kwargs)


def _counts_are_numbers(request: HttpRequest) -> bool:
    """Say whether each list of parts says how many there are: Wagtail takes it at its word."""
    counts = [whole_number(str(value)) for name, value in request.POST.items() if name.endswith("-count")]
    return all(count is not None and count <= MOST_PARTS for count in counts)


def _fields(request: HttpRequest, names: Iterable[str]) -> list[Any]:
    """Return the values of parameters, of address and form; "root" and an empty one name nothing."""
    given = [value for data in (request.GET, request.POST) for name in names for value in data.getlist(name)]
    return [value for value in given if value not in {"", "root"}]


def _page_ids(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> list[Any]:
    ids = [kwargs[key] for key in PAGE_ARGUMENTS if key in kwargs]
    if name == "wagtailadmin_api:pages:detail":
        ids.append(kwargs["pk"])
    if name == "wagtailadmin_editing_sessions:ping":
        ids.append(kwargs["object_id"])
    if name == "wagtailadmin_choose_page_chosen_multiple":
        ids += _fields(request, ("id",))
    return ids + _fields(request, PAGE_FIELDS)


def _ids(
    request: HttpRequest, name: str, kwargs: dict[str, Any], chooser: str, arguments: Iterable[str]
) -> list[Any]:
    ids = [kwargs[key] for key in arguments if key in kwargs]
    if name.startswith(chooser):
        ids += ([kwargs["pk"]] if "pk" in kwargs else []) + _fields(request, ("id",))
    return ids


def _numbers(ids: set[Any]) -> set[int] | None:
    """Return the ids as numbers; None when one is none."""
    numbers = {whole_number(str(value)) for value in ids}
    return None if None in numbers else numbers  # type: ignore[return-value]


def _found(rows: Any, ids: set[Any]) -> bool:
    numbers = _numbers(ids)
    return numbers is not None and rows.filter(pk__in=numbers).count() == len(numbers)


def _pages(ground: Ground, ids: set[Any]) -> bool:
    return _found(Page.objects.filter(path__startswith=ground.root_path), ids)


def _files(model: Any) -> Callable[[Ground, set[Any]], bool]:
    def check(ground: Ground, ids: set[Any]) -> bool:
        return _found(model.objects.filter(collection__path__startswith=ground.collection_path), ids)

    return check


_images, _documents = _files(PortalImage), _files(PortalDocument)


def _collections(ground: Ground, ids: set[Any]) -> bool:
    return _found(Collection.objects.filter(path__startswith=ground.collection_path), ids)


def _uploads(ground: Ground, ids: set[Any]) -> bool:
    return _found(UploadedFile.objects.filter(uploaded_by_user=ground.user), ids)


def _parts_of_page(ground: Ground, kwargs: dict[str, Any], args: tuple[Any, ...]) -> bool:
    """A revision, a task or a workflow named beside a page is that page's; a task is the site's own."""
    page = str(kwargs.get("page_id", ""))
    revisions = [kwargs["revision_id"]] if "revision_id" in kwargs else []
    revisions += [part for part in args[1:] if str(part).isdigit()]
    of_page = {"object_id": page, "base_content_type": ContentType.objects.get_for_model(Page)}
    return all(
        _found(rows, set(ids))
        for rows, ids in (
            (Revision.objects.filter(**of_page), revisions),
            (TaskState.objects.filter(workflow_state__object_id=page), _one(kwargs, "task_state_id")),
            (WorkflowState.objects.filter(object_id=page), _one(kwargs, "workflow_state_id")),
            (Task.objects.filter(pk__in=tasks_of(ground.root_path)), _one(kwargs, "task_id")),
        )
        if ids
    )


def _one(kwargs: dict[str, Any], name: str) -> list[Any]:
    return [kwargs[name]] if name in kwargs else []


def tasks_of(root_path: str) -> list[int]:
    """Return the tasks of the workflow that stands on a site's home."""
    rows = Task.objects.filter(workflow_tasks__workflow__workflow_pages__page__path=root_path)
    return list(rows.values_list("pk", flat=True))


def _structural(name: str, kwargs: dict[str, Any]) -> bool:
    if name not in NOT_OF_STRUCTURE:
        return False
    number = kwargs.get("page_id", kwargs.get("page_to_move_id"))
    return (
        SectionPage.objects.filter(pk=number).exists()
        or Page.objects.filter(pk=number, depth__lte=2).exists()
    )
