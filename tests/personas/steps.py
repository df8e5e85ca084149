"""A table with its people, and the steps of the formal exchange that several tests take."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from codesign.models import Passage, Subject, TextVersion
from measures.representation import Hearing
from people.actions import appoint_to_office
from people.enums import OfficeKind, Role
from people.models import Office, Segment, User
from personas.actions.advocacies import appoint_advocate, record_finding
from personas.actions.challenges import give_verdict, raise_challenge, reply_to_challenge
from personas.enums import Basis, ChallengeKind, FindingKind, ReplyKind
from personas.models import Advocacy, Chair, ChairFinding, Challenge, Reply, Table, Verdict
from tests.factories import make_dimension, make_passage, make_subject, make_text, make_user

CHALLENGE = {
    "kind": ChallengeKind.EXCLUSION,
    "basis": Basis.HEARD,
    "body": "People without a fixed home get no letters.",
    "would_change_my_mind": "A way to be told without an address.",
}


def make_staff(name: str, *roles: Role) -> User:
    return make_user(*roles, email=f"{name.lower()}@example.org", display_name=name)


def make_lead(name: str = "Inés") -> User:
    office, _is_new = Office.objects.get_or_create(
        code="engagement", defaults={"kind": OfficeKind.ENGAGEMENT_LEAD, "name": "Engagement lead"}
    )
    lead = make_staff(name)
    appoint_to_office(office=office, user=lead, appointed_by=None)
    return lead


@dataclass
class Cast:
    """Ana advocates, Omar owns, Inés leads, Pia approves, Dan has nothing to do with it."""

    advocate: User
    owner: User
    lead: User
    approver: User
    outsider: User
    subject: Subject
    chair: Chair

    @property
    def segment(self) -> Segment:
        return self.chair.segment

    @property
    def passage(self) -> Passage:
        return TextVersion.objects.newest_of(self.subject, "en").passages.first()

    def appoint(self, **fields) -> Advocacy:
        return appoint_advocate(
            **{
                "chair": self.chair,
                "advocate": self.advocate,
                "basis": "Six years of visits to the shelters.",
                "conflicts": "None.",
                "ends_on": timezone.localdate() + timedelta(days=90),
                "appointed_by": self.lead,
            }
            | fields
        )

    def challenge(self, advocacy: Advocacy | None = None, **fields) -> Challenge:
        advocacy = advocacy or Advocacy.objects.first() or self.appoint()
        said = CHALLENGE | {"advocacy": advocacy, "passage": self.passage, "author": self.advocate}
        return raise_challenge(**said | fields)

    def reply(self, challenge: Challenge, **fields):
        said = {"kind": ReplyKind.NOT_CHANGED, "because": "The law asks for an address.", "replied_by": self.owner}
        return reply_to_challenge(challenge=challenge, **said | fields)

    def change_text(self, text: str = "We tell you in the shelter.") -> Passage:
        """Submit a later text in which the first passage reads otherwise."""
        block_id = self.passage.block_id
        version = make_text(self.subject)
        return make_passage(version, text, block_id=block_id)


def make_cast() -> Cast:
    owner = make_staff("Omar", Role.OWNER)
    subject = make_subject(owner=owner, title="One visit")
    make_text(subject, "You get a letter.", "You come once.")
    dimension = make_dimension("No fixed home", "House or flat", name="Kind of home")
    table = Table.objects.create(subject=subject)
    chair = Chair.objects.create(table=table, segment=dimension.segments.first(), hearing=Hearing.NOBODY)
    return Cast(
        advocate=make_staff("Ana", Role.ADVOCATE),
        owner=owner,
        lead=make_lead(),
        approver=make_staff("Pia", Role.APPROVER),
        outsider=make_staff("Dan"),
        subject=subject,
        chair=chair,
    )


def judge(cast: Cast, reply: Reply, **fields) -> Verdict:
    return give_verdict(reply=reply, **{"is_answered": True, "because": "", "given_by": cast.advocate} | fields)


def conclude(cast: Cast, advocacy: Advocacy, **fields) -> ChairFinding:
    said = {
        "text_version": cast.passage.text_version,
        "kind": FindingKind.CONDITION,
        "reason": "Tell people in the shelter.",
        "recorded_by": cast.advocate,
    }
    return record_finding(advocacy=advocacy, **said | fields)
