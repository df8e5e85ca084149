"""Tags that the site's own templates share."""

from datetime import date

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import timezone
from django.utils.html import Urlizer, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, ngettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.models import IndexPage
from cms.stylesheets import sheet
from codesign.enums import SubjectMode
from people.authorization import CMS_STAFF
from personas.enums import ChairState, FindingKind, ReplyKind

register = template.Library()

# The public sees three items. One appears as soon as its page or its path exists, never before.
CONCEPTS_SLUG = "concepts"
NAMED_ITEMS = (("you_said_we_did", _("What changed")), ("who_is_missing", _("Who we are missing")))


@register.simple_tag
def inline_sheet(name: str, media: str = "all") -> SafeString:
    """Put a style sheet of ours into the page, for all media or one: {% inline_sheet "core" %}."""
    opening = format_html('<style media="{}">', media) if media != "all" else "<style>"
    return mark_safe(f"{opening}{sheet(name)}</style>")  # noqa: S308 - a file of this repository


@register.simple_tag(takes_context=True)
def kept_as(context: template.Context, *names: object, waits: bool = True) -> SafeString:
    """Attributes of a form: under which name its draft is kept, and whether it may wait for a connection.

    On a shared device nothing is kept, and browsers are asked not to fill it in again.
    """
    if context.get("is_shared_device"):
        return mark_safe('autocomplete="off"')
    kept = format_html('data-keep="{}"', ":".join(map(str, names)))
    return kept + mark_safe(" data-waits") if waits else kept


@register.simple_tag
def name_of_site() -> str:
    """The site's name; Django's sign-in view puts the host's name over the variable of that name."""
    return settings.WAGTAIL_SITE_NAME


@register.filter
def of_key(values, key):
    """What stands under a key, or None."""
    return values.get(key)


@register.filter
def in_language(named, language: str) -> str:
    """The name of a dimension, segment, barrier or indicator in the language of the page."""
    return named.name_in(language)


@register.filter
def unit_in_language(indicator, language: str) -> str:
    return indicator.unit_in(language)


class LinksOfPeople(Urlizer):
    """Makes addresses in what people wrote into links that promise search engines nothing."""

    url_template = '<a href="{href}" rel="nofollow ugc">{url}</a>'


@register.filter
def with_links(text: str) -> SafeString:
    """What somebody wrote, as plain text in which addresses are links."""
    return mark_safe(LinksOfPeople()(text, autoescape=True))  # noqa: S308 - the urlizer escapes what it is given


@register.filter
def due_in_words(day: date) -> str:
    """How a day on which something is due lies to today: “12 days overdue”, “due in 3 days”."""
    days = (day - timezone.localdate()).days
    if days < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}
    if days == 0:
        return str(_("due today"))
    return ngettext("due in %(days)s day", "due in %(days)s days", days) % {"days": days}


@register.filter
def is_past(day: date) -> bool:
    return day < timezone.localdate()


@register.filter
def chair_state(value: str) -> str:
    return str(ChairState(value).label)


@register.filter
def subject_mode(value: str) -> str:
    return str(SubjectMode(value).label)


@register.filter
def finding_kind(value: str) -> str:
    return str(FindingKind(value).label)


@register.filter
def reply_kind(value: str) -> str:
    return str(ReplyKind(value).label)


@register.filter
def day(value: str) -> date:
    """A day as a record keeps it, for the filter that writes days."""
    return date.fromisoformat(value)


@register.filter
def may_use_cms(roles: frozenset) -> bool:
    """Whether the editing side of the site opens to a visitor with these roles."""
    return bool(CMS_STAFF & roles)


@register.simple_tag
def written_in(page: Page | None) -> SafeString:
    """Attributes of what a page itself says, where the frame is in another language: <h1{% written_in page %}>"""
    if not isinstance(page, Page) or page.locale.language_code == get_language():
        return mark_safe("")
    info = get_language_info(page.locale.language_code)
    return format_html(' lang="{}" dir="{}"', info["code"], "rtl" if info["bidi"] else "ltr")


@register.simple_tag
def not_translated(page: object) -> dict[str, str]:
    """The language that a page does not speak and the one it does, where the frame is in another; else nothing."""
    if not isinstance(page, Page) or page.locale.language_code == get_language():
        return {}
    return {"wanted": _in_a_sentence(get_language() or ""), "shown": _in_a_sentence(page.locale.language_code)}


def _in_a_sentence(code: str) -> str:
    """English writes the names of languages with a capital letter, the other languages of this site do not."""
    name: str = get_language_info(code)["name_translated"]
    return name if get_language() == "en" else name.lower()


@register.simple_tag
def page_path(page: Page) -> str | None:
    """Where a page is in the frame of the visitor's language, also while its text is in another."""
    language = get_language() or settings.LANGUAGE_CODE
    with override(page.locale.language_code):
        return translate_url(page.url, language) if page.url else None


@register.simple_tag(takes_context=True)
def main_menu(context: template.Context) -> list[dict[str, object]]:
    """The items of the main menu that lead somewhere today, in the language of the page."""
    items: list[tuple[str | None, object]] = [(_concepts_url(), _("Have your say"))]
    items += [(_url_of(name), label) for name, label in NAMED_ITEMS]
    path = getattr(context.get("request"), "path", "")
    return [{"url": url, "label": label, "is_current": url == path} for url, label in items if url]


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[dict[str, object]]:
    """This same page in the other languages; only where it exists."""
    request = context.get("request")
    if request is None:
        return []
    page = context.get("page")
    if isinstance(page, Page):
        twins = page.get_translations(inclusive=True).live().select_related("locale")
        urls = {twin.locale.language_code: twin.url for twin in twins}
    else:
        urls = _translated_paths(request, context.get("site_languages") or [])
    infos = [(get_language_info(code), url) for code, url in urls.items() if url and code != get_language()]
    return [{"url": url, "code": info["code"], "name": info["name_local"], "bidi": info["bidi"]} for info, url in infos]


def _concepts_url() -> str | None:
    """The list of concepts in the language of the page, or else in the one it was written in."""
    written = IndexPage.objects.live().filter(slug=CONCEPTS_SLUG).order_by("pk").first()
    return page_path(written.localized) if written else None


def _url_of(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _translated_paths(request, languages: list) -> dict[str, str]:
    """Paths of a view in every language. An address that only the page tree could know has no twin to link to."""
    match = request.resolver_match
    if match is None or match.url_name == "wagtail_serve":
        return {}
    return {info["code"]: translate_url(request.path, info["code"]) for info in languages}
