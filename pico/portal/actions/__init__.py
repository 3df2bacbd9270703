"""What can be done with sites and their pages."""

from pico.portal.actions.changes import keep_version, page_changed, page_noted
from pico.portal.actions.editing import index_sites, set_up_approval
from pico.portal.actions.home import arrange_home, choose_menu, title_home_block
from pico.portal.actions.issues import (
    STEPS,
    hold_issues_showing,
    hold_issues_with,
    look_after_issues,
    send_test_issue,
)
from pico.portal.actions.listed import NewPicture, add_document, add_pictures, publish_page
from pico.portal.actions.mails import mail_confirmation, mail_test_issue
from pico.portal.actions.network import create_network
from pico.portal.actions.newsletters import (
    add_block,
    change_block,
    change_issue,
    move_block,
    remove_block,
    save_newsletter,
    start_issue,
)
from pico.portal.actions.notices import follow_notice
from pico.portal.actions.obligations import mark_obligation_done, save_obligation, seed_obligations
from pico.portal.actions.pages import publish_event, publish_news, unpublish_page
from pico.portal.actions.placements import (
    accept_placement,
    follow_correction,
    forward,
    highlight_placement,
    propose,
    refuse_placement,
    remove_placement,
    withdraw_expired,
    withdraw_item,
    withdraw_placement,
)
from pico.portal.actions.provisioning import complete_sites, create_site, create_sites
from pico.portal.actions.rating import rate_page
from pico.portal.actions.redirects import add_redirect, delete_redirect, import_redirects
from pico.portal.actions.shown import forget_public_changes, note_public_change
from pico.portal.actions.sites import (
    add_alias,
    change_site,
    note_sites_export,
    put_many_online,
    put_online,
    remove_alias,
    suspend_site,
)
from pico.portal.actions.subscribing import (
    ask_to_subscribe,
    confirm_subscription,
    forget_subscribers,
    import_subscribers,
    leave_newsletter,
    note_refused_addresses,
    remove_subscriber,
    take_return,
)
from pico.portal.actions.telling import tell_placements
from pico.portal.actions.topics import add_topic, change_topic, seed_topics

__all__ = [
    "STEPS",
    "NewPicture",
    "accept_placement",
    "add_alias",
    "add_block",
    "add_document",
    "add_pictures",
    "add_redirect",
    "add_topic",
    "arrange_home",
    "ask_to_subscribe",
    "change_block",
    "change_issue",
    "change_site",
    "change_topic",
    "choose_menu",
    "complete_sites",
    "confirm_subscription",
    "create_network",
    "create_site",
    "create_sites",
    "delete_redirect",
    "follow_correction",
    "follow_notice",
    "forget_public_changes",
    "forget_subscribers",
    "forward",
    "highlight_placement",
    "hold_issues_showing",
    "hold_issues_with",
    "import_redirects",
    "import_subscribers",
    "index_sites",
    "keep_version",
    "leave_newsletter",
    "look_after_issues",
    "mail_confirmation",
    "mail_test_issue",
    "mark_obligation_done",
    "move_block",
    "note_public_change",
    "note_refused_addresses",
    "note_sites_export",
    "page_changed",
    "page_noted",
    "propose",
    "publish_event",
    "publish_news",
    "publish_page",
    "put_many_online",
    "put_online",
    "rate_page",
    "refuse_placement",
    "remove_alias",
    "remove_block",
    "remove_placement",
    "remove_subscriber",
    "save_newsletter",
    "save_obligation",
    "seed_obligations",
    "seed_topics",
    "send_test_issue",
    "set_up_approval",
    "start_issue",
    "suspend_site",
    "take_return",
    "tell_placements",
    "title_home_block",
    "unpublish_page",
    "withdraw_expired",
    "withdraw_item",
    "withdraw_placement",
]
