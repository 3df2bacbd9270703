from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "pico.portal"
    verbose_name = _("Portale")

    def ready(self) -> None:
        from pico.accounts.cms import cms_sites
        from pico.base.services import service_slug_taken
        from pico.base.sites import site_for_host, site_of_organisation
        from pico.journal.models import listeners
        from pico.portal import addresses, checks, editing, hosts, sheets  # noqa: F401 - filled by importing
        from pico.portal.editor import links, listening, panels, telling, texts
        from pico.portal.following import follow_page, note_what_is_public
        from pico.portal.published import on_page_change

        site_for_host.provide(hosts.site_for_host)
        site_of_organisation.provide(hosts.site_of_organisation)
        cms_sites.provide(editing.cms_sites)
        service_slug_taken.provide(sheets.slug_taken)
        listening.listen()
        panels.fit_all()
        telling.listen()
        texts.refuse_other_texts()
        links.close_page_choosers()
        links.start_choosers_by_data()
        on_page_change("portal.placements", follow_page)
        listeners.add("portal.page_cache", note_what_is_public)
