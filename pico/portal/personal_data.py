"""What the sites say of people: who wrote, whom to ask."""

from pico.base.personal_data import declare_personal as personal
from pico.base.personal_data import describes

PUBLISHED = "pubblicazione di un ente pubblico (D.Lgs. 33/2013)"

for _model in ("HomePage", "SectionPage", "NewsPage", "EventPage", "GenericPage"):
    personal(f"portal.{_model}", "owner", "act", "PSEUDONYMISE")
    personal(f"portal.{_model}", "locked_by", "act", "BLANK")
personal("portal.EventPage", "contacts", "contact", "KEEP", PUBLISHED)
personal("portal.PortalImage", "uploaded_by_user", "act", "BLANK")
personal("portal.PortalDocument", "uploaded_by_user", "act", "BLANK")
for _model in ("HomePage", "SectionPage", "NewsPage", "EventPage", "GenericPage"):
    describes(f"portal.{_model}", "owner")

# Settings, redirects and obligations of the sites
personal("portal.SiteObligationDone", "done_by", "act", "PSEUDONYMISE")
describes("portal.SiteObligationDone", "done_by")
