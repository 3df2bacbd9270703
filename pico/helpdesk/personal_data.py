"""What the help desk says of people, and what erasure does to it."""

from pico.base.personal_data import declare_personal as personal
from pico.base.personal_data import describes

KNOWLEDGE = "una soluzione resta utile a tutti; chi la scrive evita i dati personali"
personal("helpdesk.Faq", "author", "act", "BLANK")
personal("helpdesk.FaqRevision", "saved_by", "act", "BLANK")
for _model in ("helpdesk.Faq", "helpdesk.FaqRevision"):
    for _field in ("question", "source"):
        personal(_model, _field, "content", "KEEP", KNOWLEDGE)
personal("helpdesk.FaqVote", "why", "content", "KEEP", "nessuno sa di chi è; si rilegge con la domanda")
describes("helpdesk.Faq", "author")

JUDGED = "lo sportello lo legge insieme agli altri, senza nome né numero di richiesta"
TALK = "la storia della richiesta resta allo sportello; resta l'ente, non la persona"

personal("helpdesk.DeskMember", "person", "act", "DELETE")
for _field in ("requester", "assignee"):
    personal("helpdesk.Ticket", _field, "act", "BLANK")
# Of who has no account: gone 90 days after closing, with the link; at once when they ask.
personal("helpdesk.Ticket", "requester_email", "contact", "BLANK", retention_months=3)
for _field in ("requester_name", "requester_organisation"):
    personal("helpdesk.Ticket", _field, "identity", "BLANK", retention_months=3)
personal("helpdesk.Ticket", "secret_hash", "credential", "BLANK", retention_months=3)
personal("helpdesk.ApplicantMail", "address", "contact", "DELETE", retention_months=3)
personal("helpdesk.ApplicantMail", "error", "content", "DELETE", retention_months=3)
for _field in ("subject", "context_page", "context_label"):
    personal("helpdesk.Ticket", _field, "content", "KEEP", TALK)
personal("helpdesk.TicketMessage", "author", "act", "BLANK")
for _field in ("source", "html"):
    personal("helpdesk.TicketMessage", _field, "content", "KEEP", TALK)
describes("helpdesk.Ticket", "requester")
describes("helpdesk.TicketMessage", "author")
personal("helpdesk.Answering", "person", "act", "DELETE")
personal("helpdesk.SavedFilter", "person", "act", "DELETE")
for _field in ("name", "query"):
    personal("helpdesk.SavedFilter", _field, "content", "DELETE")
READY = "è un testo dell'ufficio, senza persone: i nomi li mette la richiesta"
for _field in ("title", "source"):
    personal("helpdesk.CannedAnswer", _field, "content", "KEEP", READY)
personal("helpdesk.Satisfaction", "text", "content", "KEEP", JUDGED)
