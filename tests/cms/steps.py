"""A proposal that waits at the gate, and the steps by which it gets through."""

import json
import uuid

from wagtail.models import Page, Site

from cms.gate import submit_text
from cms.models import HomePage, IndexPage, ProposalPage
from personas.models import Advocacy, ChairFinding, Challenge
from tests.personas.steps import Cast, conclude, judge

BLOCKS = [
    ("summary", uuid.UUID(int=11), "We send one letter."),
    ("what_changes", uuid.UUID(int=12), "You come once."),
]


def make_index() -> IndexPage:
    root = Page.get_first_root_node()
    home = HomePage(title="Home", slug="institution")
    root.add_child(instance=home)
    site = Site.objects.get()
    site.root_page = home
    site.save()
    return home.add_child(instance=IndexPage(title="Proposals", slug="proposals"))


def body_of(blocks=BLOCKS) -> str:
    return json.dumps(
        [
            {
                "type": kind,
                "id": str(key),
                "value": {"heading": "", "text": f'<p data-block-key="a{key.int}">{text}</p>'},
            }
            for kind, key, text in blocks
        ]
    )


def new_proposal(cast: Cast, **fields) -> ProposalPage:
    said = {"title": "One letter", "slug": "one-letter", "lede": "One letter for all.", "body": body_of()}
    return ProposalPage(subject=cast.subject, owner=cast.owner, **said | fields)


def make_proposal(cast: Cast, **fields) -> ProposalPage:
    """A submitted draft with an advocate at its empty chair and a challenge that nobody replied to."""
    page = make_index().add_child(instance=new_proposal(cast, live=False, **fields))
    page.save_revision(user=cast.owner)
    submit_text(page, cast.owner)
    cast.challenge(cast.appoint())
    return page


def answer_everything(cast: Cast) -> None:
    """Reply, verdict and finding: what the gate asks, and nothing more."""
    judge(cast, cast.reply(Challenge.objects.get()))
    conclude_newest(cast)


def conclude_newest(cast: Cast) -> ChairFinding:
    return conclude(cast, Advocacy.objects.get())
