"""A participant of the demo institution who has an account and keeps in it what she said."""

from allauth.account.models import EmailAddress

from cms.demo.concepts import ONE_VISIT
from codesign.actions.accounts import keep_seat
from codesign.enums import Provenance
from codesign.models import Seat
from people.models import User
from people.vault import claims

EMAIL, NAME = "nadia@people.example", "Nadia Ferreira"


def seed_accounts() -> None:
    """Make the account. Running it again changes nothing."""
    nadia, is_new = User.objects.get_or_create(email=EMAIL, defaults={"display_name": NAME})
    if is_new:
        nadia.set_unusable_password()
        nadia.save()
        EmailAddress.objects.create(user=nadia, email=EMAIL, verified=True, primary=True)
    if not claims.held_by(nadia.key):
        keep_seat(seat=_somebody_who_was_answered(), account=nadia)


def _somebody_who_was_answered() -> Seat:
    seats = Seat.objects.filter(subject__code=ONE_VISIT, provenance=Provenance.SELF, voices__outcomes__isnull=False)
    return seats.order_by("voices__pk").select_related("subject")[0]
