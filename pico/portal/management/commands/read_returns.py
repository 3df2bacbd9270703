import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from pico.base.actor import system_actor
from pico.portal.actions import take_return
from pico.portal.newsletter.returns import split_mailbox


class Command(BaseCommand):
    help = (
        "Read refused newsletters and complaints: a message or an mbox from standard input, or every file "
        "of a Maildir's folder (then moved to ../cur). A pipe of the mail server, or a line of cron."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("folder", nargs="?", help="folder of messages, for example /var/mail/bounces/new")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = system_actor("rapporti di mancata consegna")
        read = ours = 0
        for raw, done in self._messages(options["folder"]):
            report = take_return(actor=actor, raw=raw)
            read, ours = read + 1, ours + bool(report)
            done()
        self.stdout.write(f"{read} messages read, {ours} reports about newsletters.")

    def _messages(self, folder: str | None) -> Any:
        if folder is None:
            for raw in split_mailbox(sys.stdin.buffer.read()):
                yield raw, lambda: None
            return
        done = Path(folder).parent / "cur"
        done.mkdir(exist_ok=True)
        for path in sorted(path for path in Path(folder).iterdir() if path.is_file()):
            yield path.read_bytes(), lambda path=path: path.rename(done / path.name)
