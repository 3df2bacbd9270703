"""What notifications know of people, and what erasure does to it."""

from pico.base.personal_data import declare_personal as personal

personal("notifications.Event", "actor", "act", "PSEUDONYMISE", "", 24)
personal("notifications.Event", "data", "content", "KEEP", "etichette brevi della riga, mai testi", 24)
personal("notifications.Subscription", "person", "preference", "DELETE")
personal("notifications.Preference", "person", "preference", "DELETE")
personal("notifications.Notification", "person", "act", "DELETE", "", 24)
personal("notifications.MailDelivery", "person", "act", "DELETE", "", 12)
personal("notifications.MailDelivery", "address", "contact", "DELETE", "", 12)
personal("notifications.MailDelivery", "error", "contact", "DELETE", "", 12)
personal("notifications.DigestDelivery", "person", "act", "DELETE", "", 12)
personal("notifications.DigestDelivery", "address", "contact", "DELETE", "", 12)
personal("notifications.DigestDelivery", "error", "contact", "DELETE", "", 12)
personal("notifications.Address", "email", "contact", "DELETE")
personal("notifications.Address", "reason", "contact", "DELETE")
personal("notifications.Work", "person", "act", "DELETE", "", 2)
personal("notifications.Work", "label", "content", "DELETE", "", 2)
personal("notifications.Work", "step", "content", "DELETE", "", 2)
personal("notifications.Work", "result_url", "content", "DELETE", "", 2)
personal("notifications.Work", "result_label", "content", "DELETE", "", 2)
personal("notifications.Work", "errors", "content", "DELETE", "", 2)
