"""Background work of the community."""

from pico.base.jobs import job
from pico.community.searching import all_folders, write_below


@job(queue="default", limit=600)
def write_index(folder_id: int) -> int:
    """Write a large folder and all that is under it to the index; meanwhile the final check guards."""
    folder = all_folders().filter(pk=folder_id).first()
    return write_below(folder) if folder else 0
