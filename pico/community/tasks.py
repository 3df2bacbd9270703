"""Background work of the community."""

from pico.base.actor import system_actor
from pico.base.jobs import job
from pico.community import actions
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


@job(queue="default")
def publish_scheduled(article_id: int) -> str:
    """Publish an article at the moment its author chose."""
    return actions.publish_scheduled(actor=system_actor("articoli programmati"), article_id=article_id)
