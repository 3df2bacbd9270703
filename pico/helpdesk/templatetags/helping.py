"""«Chiedi aiuto» with the page it is pressed on."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from pico.base.modules import modules
from pico.helpdesk.rules.context import of_page, sign

register = template.Library()


@register.simple_tag(takes_context=True)
def faq_url(context: template.Context) -> str:
    """Return where the frequent questions about the module of the page stand. No query."""
    match = getattr(context.get("request"), "resolver_match", None)
    code = match.namespace if match else ""
    return reverse("helpdesk:faqs_of", args=[code]) if code in modules else reverse("helpdesk:faqs")


@register.simple_tag(takes_context=True)
def help_url(context: template.Context, *, page: bool = True) -> str:
    """Return where to ask for help, with the page and the row it is about. No query.

    Args:
        page: whether the page is told: not of one that does not exist, which would then differ from one that
            is hidden.
    """
    request = context.get("request")
    if request is None:
        return ""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    if not page:
        return reverse("helpdesk:new")
    values = {str(name): value for name, value in context.flatten().items()}
    told = of_page(request.resolver_match, request.path, values, asked=bool(request.GET))
    word = {"contesto": sign(told)} if told.view and told.module != "helpdesk" else {}
    return f"{reverse('helpdesk:new')}{'?' if word else ''}{urlencode(word)}"
