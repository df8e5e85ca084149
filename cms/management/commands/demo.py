"""Load the demo institution. Running it again changes nothing."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.demo.accounts import seed_accounts
from cms.demo.boards import seed_boards
from cms.demo.concepts import seed_concepts
from cms.demo.conversations import seed_conversations
from cms.demo.exchange import seed_exchange
from cms.demo.helped import seed_helped
from cms.demo.invites import seed_invites
from cms.demo.moderation import seed_moderation
from cms.demo.news import seed_news
from cms.demo.passages import seed_passages
from cms.demo.people import seed_people
from cms.demo.pilots import seed_pilots
from cms.demo.programmes import seed_programmes
from cms.demo.rounds import seed_rounds
from cms.demo.site import seed_site
from cms.demo.understanding import seed_understanding
from cms.demo.voices import seed_voices

# In this order. No transaction holds them all: the vault follows a commit, and a release stands outside of one.
STEPS = (
    seed_people,
    seed_site,
    seed_programmes,
    seed_concepts,
    seed_pilots,
    seed_voices,
    seed_passages,
    seed_conversations,
    seed_understanding,
    seed_rounds,
    seed_moderation,
    seed_boards,
    seed_exchange,
    seed_invites,
    seed_accounts,
    seed_news,
    seed_helped,
)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo institution is loaded only where DEMO=1: it brings accounts with it.")
        for seed in STEPS:
            seed()
        self.stdout.write("The demo institution is loaded.")
