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
# Only lists with something to read in them have twins in other languages.
TWINS = {
    "ar": {
        "marenza": (
            "الضمان الاجتماعي في مارينزا",
            "أنتم أدرى بأثر خططنا فيكم. أخبرونا قبل أن نقرر، وانظروا ماذا غيّرنا.",
        ),
        "concepts": ("تصوّرات", "أفكار لم نقرر بشأنها بعد. أخبرونا كيف ستؤثر فيكم."),
    },
    "es": {
        "marenza": (
            "Seguridad Social de Marenza",
            "Usted sabe qué le harían nuestros planes. Díganoslo antes de que decidamos y vea qué hemos cambiado.",
        ),
        "concepts": ("Conceptos", "Ideas que aún no hemos decidido. Díganos qué cambiarían para usted."),
    },
    "fr": {
        "marenza": (
            "Sécurité sociale de Marenza",
            "Vous savez ce que nos projets vous feraient. Dites-le avant que nous décidions, et voyez ce qui a changé.",
        ),
        "concepts": ("Concepts", "Des idées sur lesquelles rien n’est décidé. Dites-nous ce qu’elles changeraient."),
    },
}


@transaction.atomic
def seed_site() -> HomePage:
    """Put our home page in the place of Wagtail's first page. Running it again changes nothing."""
    home = HomePage.objects.filter(locale=Locale.get_default()).first()
    if home is None:
        home = _make_home()
    for title, slug, lede in INDEXES:
        if not home.get_children().filter(slug=slug).exists():
            home.add_child(instance=IndexPage(title=title, slug=slug, lede=lede))
    for language in TWINS:
        locale, _is_new = Locale.objects.get_or_create(language_code=language)
        for page in (home, home.get_children().get(slug="concepts").specific):
            _make_twin(page, locale)
    return home


def _make_home() -> HomePage:
    root = Page.get_first_root_node()
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
    title, lede = TWINS[locale.language_code][page.slug]
    twin = page.copy_for_translation(locale)
    twin.title, twin.lede = title, lede
    twin.save_revision().publish()
