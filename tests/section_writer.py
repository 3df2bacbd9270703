"""A process of its own that compiles for a body: `-m tests.section_writer INVITATION USER BODY`.

It says "ready". Then for each line of JSON (section, question, revision, text) it saves,
and says what came of it.
"""

import json
import sys

import django


def main(invitation_id: int, user_id: int, body_id: int) -> None:
    from pico.accounts.models import User
    from pico.base.actor import Actor
    from pico.base.errors import Conflict
    from pico.organisations.models import Organisation
    from pico.questionnaires import actions
    from pico.questionnaires.models import Invitation

    actor = Actor(User.objects.get(pk=user_id), Organisation.objects.get(pk=body_id))
    rows = Invitation.objects.unrestricted("a test writes")
    rows = rows.select_related("round__owner", "round__version__questionnaire", "organisation")
    invitation = rows.get(pk=invitation_id)
    say("ready")
    for line in sys.stdin:
        told = json.loads(line)
        try:
            actions.save_section(
                actor=actor,
                invitation=invitation,
                section=told["section"],
                values={told["question"]: told["text"]},
                revision=told["revision"],
            )
        except Conflict as conflict:
            say(["conflict", conflict.theirs, conflict.mine])
        else:
            say(["saved"])


def say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    django.setup()
    main(*(int(word) for word in sys.argv[1:]))
