"""The door to what is about understanding a text: comprehension items, responses, signs and cases."""

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from codesign.models import BreakdownCase, ComprehensionItem, Passage, Response, Seat, Sign, Subject
from codesign.permissions import public_text_of
from codesign.querysets.comprehension import ComprehensionItemQuerySet, ResponseQuerySet
from people.models import User


def items_asked(subject: Subject) -> ComprehensionItemQuerySet:
    """What people at a subject are asked now, in the order in which it was written."""
    items = ComprehensionItem.objects.asked_now().filter(subject=subject)
    return items.select_related("passage__text_version").order_by("id")


def items_left(subject: Subject, seat: Seat | None) -> ComprehensionItemQuerySet:
    """What a seat is still asked; somebody without a seat is asked everything."""
    return items_asked(subject).without_response_of(seat) if seat else items_asked(subject)


def get_item_asked(subject: Subject, pk: int) -> ComprehensionItem | None:
    return items_asked(subject).filter(pk=pk).first()


def response_of_seat(seat: Seat | None, pk: int) -> Response:
    """What a seat responded to an item, with the passage that was about; or Http404."""
    responses = Response.objects.filter(seat=seat, item=pk).select_related("item__passage__text_version", "option")
    response = responses.first() if seat else None
    if response is None:
        raise Http404
    return response


def subjects_of_owner(user: User) -> QuerySet[Subject]:
    """The subjects this person owns, with item_count, sign_count and the number of open cases."""
    subjects = Subject.objects.filter(owner=user, import_source="").annotate(
        item_count=Count("comprehension_items", distinct=True),
        sign_count=Count("signs", distinct=True),
        case_count=Count("signs__cases", filter=Q(signs__cases__closed_at=None), distinct=True),
    )
    return subjects.order_by("-case_count", "title")


def get_subject_of_owner(user: User, code: str) -> Subject:
    subject = Subject.objects.filter(owner=user, code__iexact=code).first()
    if subject is None:
        raise Http404
    return subject


def passages_to_ask_about(subject: Subject) -> QuerySet[Passage]:
    """The passages of the text that everyone may read now."""
    text = public_text_of(subject, subject.source_language)
    return Passage.objects.filter(text_version=text) if text else Passage.objects.none()


def items_of_owner(user: User) -> QuerySet[ComprehensionItem]:
    """Items at the subjects this person owns, the newest first, with what their passage says now."""
    items = ComprehensionItem.objects.filter(subject__owner=user).with_public_wording()
    return items.select_related("subject", "passage__text_version").order_by("-id")


def get_item_of_owner(user: User, pk: int) -> ComprehensionItem:
    item = items_of_owner(user).filter(pk=pk).first()
    if item is None:
        raise Http404
    return item


def responses_to_mark(user: User) -> ResponseQuerySet:
    """Own words that this person may judge, the oldest first: whoever did before is not asked again."""
    responses = Response.objects.to_be_marked().not_marked_by(user).select_related("item__passage", "item__subject")
    return responses.order_by("id")


def get_response_to_mark(user: User, pk: int) -> Response:
    response = responses_to_mark(user).filter(pk=pk).first()
    if response is None:
        raise Http404
    return response


def signs_of(subject: Subject) -> QuerySet[Sign]:
    """The signs of a subject, which its owner reads, with how far they are."""
    return Sign.objects.filter(subject=subject).with_course()


def get_sign_of_owner(user: User, pk: int) -> Sign:
    sign = Sign.objects.filter(subject__owner=user, pk=pk).select_related("subject").first()
    if sign is None:
        raise Http404
    return sign


def get_case_of_owner(user: User, pk: int) -> BreakdownCase:
    cases = BreakdownCase.objects.filter(sign__subject__owner=user, pk=pk)
    case = cases.select_related("sign__subject__owner", "alarm", "office").prefetch_related("changes").first()
    if case is None:
        raise Http404
    return case
