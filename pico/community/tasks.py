"""Background work of the community."""

from pico.base.jobs import job
from pico.community.searching.folders import all_folders, write_below
from pico.community.searching.forum import write_topics


@job(queue="default", limit=600)
def write_index(folder_id: int) -> int:
    """Write a large folder and all that is under it to the index; meanwhile the final check guards."""
    folder = all_folders().filter(pk=folder_id).first()
    return write_below(folder) if folder else 0


@job(queue="default", limit=600)
def write_topic_index(category_id: int) -> int:
    """Write the discussions of a large category to the index; meanwhile the final check guards."""
    return write_topics(category_id)
