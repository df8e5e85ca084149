"""Putting a reason in the place of words, and the words back. Who may do so is said by the verbs that call this."""

from django.utils import timezone

from codesign.enums import HideReason, Moderation, ModerationState, Visibility
from codesign.models import Hide, Statement, Voice
from people import audit
from people.models import User

Words = Voice | Statement


class NoReason(ValueError):
    """Who hides or decides says why: the author reads it."""


def put_away(words: Words, *, reason: HideReason | str, because: str, hidden_by: User) -> Hide:
    """Hide what nobody else may change now. Hidden twice is hidden once."""
    if HideReason(reason) == HideReason.OTHER and not because.strip():
        raise NoReason
    if known := words.hides.current().first():
        return known
    hide = Hide.objects.create(**about(words), reason=HideReason(reason), because=because, hidden_by=hidden_by)
    _take_off_the_page(words, hide)
    close_cases(words, ModerationState.HIDDEN, hidden_by)
    audit.record(action=f"{name_of(words)}.hidden", target=words, actor=hidden_by, data={"reason": str(reason)})
    return hide


def bring_back(hide: Hide, *, words: Words, lifted_by: User) -> Hide:
    """Let everyone read it again; of a statement, people are asked again."""
    hide.lifted_at, hide.lifted_by = timezone.now(), lifted_by
    hide.save(update_fields=["lifted_at", "lifted_by"])
    if isinstance(words, Statement):
        ask_about(words)
    else:
        words.hidden_at = None
        if words.visibility == Visibility.WITHOUT_NAME:  # its author may have withdrawn it meanwhile
            show(words, lifted_by)
    audit.record(action="codesign.hide.lifted", target=hide, actor=lifted_by)
    return hide


def show(voice: Voice, shown_by: User) -> None:
    voice.shown_at, voice.shown_by = timezone.now(), shown_by
    voice.save(update_fields=["shown_at", "shown_by", "hidden_at"])


def ask_about(statement: Statement) -> None:
    """Let everyone read it, and have the open round ask about it, if there is one."""
    statement.moderation = Moderation.ACCEPTED
    statement.save(update_fields=["moderation"])
    if current := statement.subject.rounds.open().first():
        current.statements.add(statement)


def close_cases(words: Words, state: ModerationState, closed_by: User) -> None:
    words.cases.filter(state=ModerationState.OPEN).update(state=state, closed_by=closed_by)


def about(words: Words) -> dict[str, Words]:
    """The field in which a case or a hide names what it is about."""
    return {str(words._meta.model_name): words}


def name_of(words: Words) -> str:
    """The beginning of the names of acts in the chain."""
    return f"codesign.{words._meta.model_name}"


def locked(words: Words) -> Words:
    """Take the row, so that hiding, lifting, appealing and deciding come one after the other."""
    rows = type(words)._default_manager.select_for_update(of=("self",)).select_related("subject", "seat")
    return rows.get(pk=words.pk)


def _take_off_the_page(words: Words, hide: Hide) -> None:
    if isinstance(words, Voice):
        words.shown_at, words.shown_by, words.hidden_at = None, None, hide.hidden_at
        words.save(update_fields=["shown_at", "shown_by", "hidden_at"])
        return
    words.moderation = Moderation.REJECTED
    words.save(update_fields=["moderation"])
    for current in words.subject.rounds.open():
        current.statements.remove(words)
