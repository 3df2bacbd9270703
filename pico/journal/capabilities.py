"""Who may read the journal, declared for accounts to decide."""

from pico.base.capabilities import declare

READ = "journal.read"
READ_INSTALLATION = "journal.read_installation"

declare(READ, "Leggere il registro delle attività del proprio ente", {"administrator", "auditor"})
declare(
    READ_INSTALLATION,
    "Leggere gli eventi dell'installazione nel registro delle attività",
    {"administrator", "auditor"},
    scope="NETWORK",
)
