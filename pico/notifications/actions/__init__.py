"""Telling people, and what people decide about being told."""

from pico.notifications.actions.bulk import (
    open_mailing,
    pause_mailing,
    resume_mailing,
    send_batch,
    send_mailing,
    sweep_mailings,
)
from pico.notifications.actions.digests import build_digests
from pico.notifications.actions.events import deliver, fan_out
from pico.notifications.actions.feeds import close_feed, open_feed
from pico.notifications.actions.following import follow, mute, unfollow
from pico.notifications.actions.mail import send_mail, sweep_mail
from pico.notifications.actions.reading import mark_all_read, mark_read
from pico.notifications.actions.wishes import send_test, set_cadence, unsubscribe
from pico.notifications.actions.works import (
    begin_work,
    cancel_work,
    fail_work,
    finish_work,
    keep_result,
    note_progress,
    start_work,
    sweep_works,
    wait_again,
)

__all__ = [
    "begin_work",
    "build_digests",
    "cancel_work",
    "close_feed",
    "deliver",
    "fail_work",
    "fan_out",
    "finish_work",
    "follow",
    "keep_result",
    "mark_all_read",
    "mark_read",
    "mute",
    "note_progress",
    "open_feed",
    "open_mailing",
    "pause_mailing",
    "resume_mailing",
    "send_batch",
    "send_mail",
    "send_mailing",
    "send_test",
    "set_cadence",
    "start_work",
    "sweep_mail",
    "sweep_mailings",
    "sweep_works",
    "unfollow",
    "unsubscribe",
    "wait_again",
]
