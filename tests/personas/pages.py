"""Steps that the tests of several pages of advocates and of the exchange share."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from codesign.models import Subject, TextVersion
from people.enums import Role
from personas.actions.advocacies import appoint_advocate
from personas.actions.challenges import give_verdict, raise_challenge
from personas.models import Advocacy, Chair, Challenge, Table
from tests.codesign.pages import client_of
from tests.factories import make_dimension, make_subject, make_text
from tests.personas.steps import CHALLENGE, Cast, make_staff


def another_chair(cast: Cast, segment: str, *, subject: Subject | None = None, **fields) -> Advocacy:
    """Ana stands in for another group, at another subject of Omar's."""
    subject = subject or make_subject(owner=cast.owner, title=f"About {segment}")
    make_text(subject, "You wait.")
    table = Table.objects.create(subject=subject)
    chair = Chair.objects.create(table=table, segment=make_dimension(segment).segments.get())
    term = {"ends_on": timezone.localdate() + timedelta(days=90), "advocate": cast.advocate} | fields
    return appoint_advocate(chair=chair, basis="Visits.", conflicts="None.", appointed_by=cast.lead, **term)


def challenge_of(advocacy: Advocacy, body: str) -> Challenge:
    subject = advocacy.chair.table.subject
    passage = TextVersion.objects.newest_of(subject, "en").passages.first()
    said = CHALLENGE | {"body": body, "advocacy": advocacy, "passage": passage, "author": advocacy.advocate}
    return raise_challenge(**said)


def judge(cast: Cast, challenge: Challenge, *, is_answered: bool):
    reply = challenge.replies.last()
    return give_verdict(reply=reply, is_answered=is_answered, because="Read it.", given_by=cast.advocate)


def everyone(cast: Cast) -> dict:
    """Who may come to a page: those of the cast, and others of the same roles who have no part in it."""
    return {
        "nobody": None,
        "outsider": cast.outsider,
        "advocate": cast.advocate,
        "another advocate": make_staff("Lin", Role.ADVOCATE),
        "owner": cast.owner,
        "another owner": make_staff("Otto", Role.OWNER),
        "lead": cast.lead,
        "approver": cast.approver,
        "editor": make_staff("Edda", Role.EDITOR),
        "superuser": make_staff_superuser(),
    }


def make_staff_superuser():
    user = make_staff("Root")
    user.is_superuser = True
    user.save()
    return user


def statuses(cast: Cast, client, name: str, *args, method: str = "get") -> dict[str, int]:
    """The status that each person gets; 302 leads to the sign-in page."""
    path = reverse(name, args=args)
    return {
        who: getattr(client_of(user) if user else client, method)(path).status_code
        for who, user in everyone(cast).items()
    }
