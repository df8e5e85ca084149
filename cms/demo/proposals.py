"""What the demo institution proposes to decide: the texts, and the verbs that bring them to the gate and through it."""

from dataclasses import dataclass

from cms.demo.concepts import LETTERS, ONE_VISIT
from cms.demo.subjects import Block, Row, Text, draft, open_row, write
from cms.gate import submit_text
from cms.models import SubjectPage
from codesign.actions.subjects import place_in_lineage
from codesign.enums import SubjectKind
from codesign.models import Subject
from people.models import User

ONE_LETTER = "PB4TK"
HOME_VISIT = "PV9SE"
APPROVER = "pia.approver@marenza.example"


@dataclass(frozen=True)
class Proposal:
    """A proposal as it reads now. `first` has the blocks that read otherwise when they were challenged."""

    row: Row
    first: tuple[Block, ...]


LETTERS_PROPOSAL = Proposal(
    first=(
        Block(
            "what_changes",
            "The first line says what you have to do, or that you have to do nothing.\n\nIf you have to do something, "
            "you have 14 days from the date on the letter.",
        ),
    ),
    row=Row(
        code=ONE_LETTER,
        kind=SubjectKind.PROPOSAL,
        slug="one-letter-for-one-thing",
        parent=LETTERS,
        text=Text(
            "One letter for one thing",
            "From 1 March each letter about a pension says one thing, on one page. Its first line says what to do.",
            (
                Block(
                    "summary",
                    "We write the 40 letters about pensions anew. Each says one thing, on one page, in words that we "
                    "tried out with readers.",
                ),
                Block(
                    "who_it_concerns",
                    "You, if you receive a pension from us: after your own working life, or after somebody close died.",
                ),
                Block(
                    "what_changes",
                    "The first line says what you have to do, or that you have to do nothing.\n\nIf you have to do "
                    "something, you have 30 days from the day on which the letter reached you. On the islands and in "
                    "the far valleys that is the day on which the post was handed out.",
                ),
                Block(
                    "rights_and_obligations",
                    "How to object stands on the back of every decision. You may ask for large print, Braille or "
                    "another language once, and it stays so for all later letters.",
                ),
                Block(
                    "evidence",
                    "Of 60 people 23 knew what their last letter wanted from them. With the new letters it was 51.",
                    "Interviews in two offices, March and June 2026 (invented for this demonstration)",
                ),
            ),
        ),
    ),
)

VISIT_PROPOSAL = Proposal(
    first=(
        Block(
            "rights_and_obligations",
            "You may bring somebody with you. If you do not speak our language well, bring somebody who does, or ask "
            "whether an interpreter is free on that day.\n\nYou tell us within 30 days if you marry again or start to "
            "work.",
        ),
    ),
    row=Row(
        code=HOME_VISIT,
        kind=SubjectKind.PROPOSAL,
        slug="one-visit-for-the-survivor-pension",
        parent=ONE_VISIT,
        text=Text(
            "One visit for the survivor pension",
            "From the summer you claim in one visit, with one form. We ask for the other papers ourselves.",
            (
                Block("summary", "Four forms become one. Three visits become one, at an office or at your home."),
                Block(
                    "who_it_concerns",
                    "You, if your partner or a parent died and you may have a right to a survivor pension.",
                ),
                Block(
                    "what_changes",
                    "You book a visit of one hour. A member of staff fills in the form with you and reads it back "
                    "before you sign. We ask the civil register, the bank and the last employer for the papers.\n\n"
                    "If you cannot travel we come to you, as soon as somebody is free.",
                ),
                Block(
                    "rights_and_obligations",
                    "You may bring somebody with you. If you do not speak our language well we book an interpreter "
                    "together with the visit, free of charge. No child is ever asked to interpret.\n\nYou tell us "
                    "within 30 days if you marry again or start to work.",
                ),
                Block(
                    "evidence",
                    "In the pilot on the islands the first payment came after 27 days; before, it was 63.",
                    "Home visits on the islands, readings of 2026 (invented for this demonstration)",
                ),
            ),
        ),
    ),
)


def is_submitted(proposal: Proposal) -> bool:
    return Subject.objects.filter(code=proposal.row.code).exists()


def open_proposal(proposal: Proposal) -> Subject:
    """Put the proposal on the table. It grew out of a concept, and its table counts the people who spoke there."""
    subject = open_row(proposal.row)
    place_in_lineage(subject=subject, parent=subject.parent, counts_ancestors=True)
    return subject


def submit_first_text(subject: Subject, proposal: Proposal) -> SubjectPage:
    """Make the page and submit the text as it read at first."""
    page = draft(proposal.row, subject)
    text = proposal.row.text
    before = {block.kind: block for block in proposal.first}
    _submit(page, subject, Text(text.title, text.lede, tuple(before.get(block.kind, block) for block in text.body)))
    return page


def submit_changed_text(page: SubjectPage, subject: Subject, proposal: Proposal) -> None:
    """Submit the text as it reads now, after what advocates said about the first."""
    _submit(page, subject, proposal.row.text)


def approve(page: SubjectPage) -> None:
    """Let the approver press the button: the text goes live with the record that holds at this moment."""
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, User.objects.get(email=APPROVER), "approve")


def _submit(page: SubjectPage, subject: Subject, text: Text) -> None:
    write(page, subject, text)
    page.save_revision(user=subject.owner)
    submit_text(page, subject.owner)
