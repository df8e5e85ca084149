"""Names that say nothing of a person: a word and a number, stored alike for all, read in one's own language."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "Amber": _("Amber %(number)s"),
    "Blue": _("Blue %(number)s"),
    "Coral": _("Coral %(number)s"),
    "Green": _("Green %(number)s"),
    "Indigo": _("Indigo %(number)s"),
    "Jade": _("Jade %(number)s"),
    "Olive": _("Olive %(number)s"),
    "Pearl": _("Pearl %(number)s"),
    "Rose": _("Rose %(number)s"),
    "Sand": _("Sand %(number)s"),
    "Silver": _("Silver %(number)s"),
    "Violet": _("Violet %(number)s"),
    "Participant": _("Participant %(number)s"),
}
COLOURS = tuple(NAMES)[:-1]


def in_this_language(pseudonym: str) -> str:
    """The name as people read it here. One of another form stays as it is stored."""
    word, _space, number = pseudonym.rpartition(" ")
    is_ours = word in NAMES and number.isdecimal()
    return str(NAMES[word]) % {"number": number} if is_ours else pseudonym
