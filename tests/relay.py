"""A mail relay for tests: takes what real SMTP clients bring and keeps who got which message."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser


@dataclass
class Relay:
    """What arrived: (recipient, Message-ID), in the order of arrival.

    Args:
        port: where it listens.
        answers: recipient -> what it is told instead of «250» («550 5.1.1 User unknown»).
        before_answer: called with the recipient when a message has arrived and is not yet answered.
    """

    port: int = 0
    arrived: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    before_answer: Callable[[str], object] = lambda recipient: None


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 relay.example ESMTP")
        recipient = ""
        while line := self.rfile.readline():
            command, _space, rest = line.decode().strip().partition(" ")
            match command.upper():
                case "EHLO" | "HELO" | "MAIL" | "RSET" | "NOOP":
                    self.say("250 OK")
                case "RCPT":
                    recipient = rest.partition("<")[2].partition(">")[0]
                    self.say(self.server.relay.answers.get(recipient, "250 OK"))
                case "DATA":
                    self.say("354 go on")
                    message = BytesHeaderParser().parsebytes(self.read_message())
                    self.server.relay.arrived.append((recipient, message["Message-ID"]))
                    self.server.relay.before_answer(recipient)
                    self.say("250 OK")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("502 what?")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def read_message(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, client_address) -> None:
        """A client that was killed in mid-sentence is what these tests are about."""


@contextmanager
def running_relay() -> Iterator[Relay]:
    """Listen on a free port of this machine as long as the block lasts."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.relay = Relay(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.relay
        server.shutdown()
        thread.join(5)
