"""Roles a signed-in person can have, and the means by which people are told.

A role opens a door; the objects behind it come from permissions.py.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a visitor is to the institution. Anyone needs no account; staff have a post, a group or an office."""

    ANONYMOUS = "anonymous", "anyone, signed in or not"
    PARTICIPANT = "participant", "a participant with an account, who is no member of staff"
    MEMBER_OF_STAFF = "staff", "a signed-in member of staff"
    ADVOCATE = "advocate", "a staff advocate"
    FACILITATOR = "facilitator", "a facilitator"
    EDITOR = "editor", "an editor"
    OWNER = "owner", "an owner of subjects"
    MODERATOR = "moderator", "a moderator"
    APPROVER = "approver", "an approver of proposals"
    LEAD = "lead", "the engagement lead"
    ADMINISTRATOR = "administrator", "an administrator"


# Roles given by membership of a Django group of this name (Wagtail's page permissions hang on the same groups).
GROUP_NAMES = {
    Role.ADVOCATE: "Advocates",
    Role.FACILITATOR: "Facilitators",
    Role.EDITOR: "Editors",
    Role.OWNER: "Owners",
    Role.MODERATOR: "Moderators",
    Role.APPROVER: "Approvers",
}
ROLES_BY_GROUP = {name: role for role, name in GROUP_NAMES.items()}


class OfficeKind(models.TextChoices):
    ENGAGEMENT_LEAD = "engagement_lead", "Engagement lead"
    PROGRAMME = "programme", "Programme office"


class Means(models.TextChoices):
    """By which way news reaches somebody who asked for it."""

    EMAIL = "email", _("By e-mail")
    TEXT = "text", _("By text message")
    LETTER = "letter", _("By letter")
