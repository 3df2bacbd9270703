"""A process of its own that answers in a discussion: `-m tests.forum_writer TOPIC USER BODY FIRST COUNT`.

It says "ready" when it could begin, and begins when it is told to.
"""

import sys

import django


def main(topic_id: int, user_id: int, body_id: int, first: int, count: int) -> None:
    from pico.accounts.models import User
    from pico.base.actor import Actor
    from pico.community import actions
    from pico.community.models import Topic
    from pico.organisations.models import Organisation

    actor = Actor(User.objects.get(pk=user_id), Organisation.objects.get(pk=body_id))
    topic = Topic.objects.unrestricted("a test writes").select_related("category__owner").get(pk=topic_id)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for number in range(first, first + count):
        actions.reply(actor=actor, topic=topic, source=f"Risposta {number}")


if __name__ == "__main__":
    django.setup()
    main(*(int(word) for word in sys.argv[1:]))
