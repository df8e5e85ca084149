from django.db import models
from django.utils.translation import gettext_lazy as _


class OutreachMethod(models.TextChoices):
    """How the institution tried to reach a segment."""

    LETTER = "letter", _("Letter")
    PHONE = "phone", _("Telephone")
    VISIT = "visit", _("Visit")
    ORGANISATION = "organisation", _("Through an organisation")
    EVENT = "event", _("Event")
    ONLINE = "online", _("Online")
