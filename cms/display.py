"""How a visitor wants pages to look. The choice stays in a cookie on their device and says nothing about them."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

COOKIE = "display"
LIFETIME = 365 * 24 * 60 * 60
CALM = "calm"


class TextSize(models.TextChoices):
    NORMAL = "normal", _("Normal")
    LARGE = "large", _("Large")
    LARGER = "larger", _("Larger")


class Scheme(models.TextChoices):
    AUTO = "auto", _("As my device is set")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


# The sheet of dark colours is the same for all; it applies where its medium does.
DARK_MEDIA = {Scheme.AUTO: "(prefers-color-scheme: dark)", Scheme.DARK: "screen", Scheme.LIGHT: ""}


@dataclass(frozen=True)
class Display:
    """The choices of one visitor. Written as a cookie they are words with dots between: large.dark.calm."""

    text: TextSize = TextSize.NORMAL
    scheme: Scheme = Scheme.AUTO
    is_calm: bool = False

    @classmethod
    def from_cookie(cls, written: str) -> "Display":
        """Read a cookie; whatever in it is not a choice of ours counts as not chosen."""
        words = written.split(".")
        return cls(
            text=next((size for size in TextSize if size.value in words), TextSize.NORMAL),
            scheme=next((scheme for scheme in Scheme if scheme.value in words), Scheme.AUTO),
            is_calm=CALM in words,
        )

    def as_cookie(self) -> str:
        return ".".join([self.text.value, self.scheme.value, *([CALM] if self.is_calm else [])])

    @property
    def classes(self) -> str:
        """The classes of the html element."""
        chosen = {
            f"text-{self.text.value}": self.text is not TextSize.NORMAL,
            f"scheme-{self.scheme.value}": self.scheme is not Scheme.AUTO,
            CALM: self.is_calm,
        }
        return " ".join(name for name, is_chosen in chosen.items() if is_chosen)

    @property
    def dark_media(self) -> str:
        """The medium in which dark colours apply; empty where they never do."""
        return DARK_MEDIA[self.scheme]
