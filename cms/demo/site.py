"""The home page of the demo institution and its lists."""

from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.models import HomePage, IndexPage

INDEXES = [
    ("Concepts", "concepts", "Ideas we have not decided on. Tell us what they would do to you."),
    ("Pilots", "pilots", "What we are trying out in a few places, and what we measure."),
    ("Proposals", "proposals", "What we propose to decide, with the record of who was heard."),
    ("Programmes", "programmes", "What we pay and do today."),
]
# Only lists with something to read in them have an Arabic twin.
ARABIC = {
    "marenza": (
        "الضمان الاجتماعي في مارينزا",
        "أنتم أدرى بأثر خططنا فيكم. أخبرونا قبل أن نقرر، وانظروا ماذا غيّرنا.",
    ),
    "concepts": ("تصوّرات", "أفكار لم نقرر بشأنها بعد. أخبرونا كيف ستؤثر فيكم."),
}  # fmt: skip


@transaction.atomic
def seed_site() -> HomePage:
    """Put our home page in the place of Wagtail's first page. Running it again changes nothing."""
    home = HomePage.objects.filter(locale=Locale.get_default()).first()
    if home is None:
        home = _make_home()
    for title, slug, lede in INDEXES:
        if not home.get_children().filter(slug=slug).exists():
            home.add_child(instance=IndexPage(title=title, slug=slug, lede=lede))
    for page in (home, home.get_children().get(slug="concepts").specific):
        _make_twin(page, Locale.objects.get(language_code="ar"))
    return home


def _make_home() -> HomePage:
    root = Page.get_first_root_node()
    Locale.objects.get_or_create(language_code="ar")
    home = HomePage(
        title="Marenza Social Security",
        slug="marenza",
        lede="You know what our plans would do to you. Tell us before we decide, and see what we changed.",
    )
    root.add_child(instance=home)
    site = Site.objects.get(is_default_site=True)
    site.root_page, site.hostname, site.site_name = home, "localhost", "Empty Chair"
    site.save()
    root.get_children().filter(slug="home").exclude(pk=home.pk).delete()
    return home


def _make_twin(page: HomePage | IndexPage, locale: Locale) -> None:
    if page.has_translation(locale):
        return
    title, lede = ARABIC[page.slug]
    twin = page.copy_for_translation(locale)
    twin.title, twin.lede = title, lede
    twin.save_revision().publish()
