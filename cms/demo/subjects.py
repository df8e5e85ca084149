"""The concepts of the demo institution: what participants read, and what they may tick."""

import json
import uuid

from django.utils.html import strip_tags
from wagtail.models import Locale

from cms.models import ConceptPage, IndexPage
from codesign.actions.subjects import PassageText, record_text_version
from codesign.enums import SubjectKind
from codesign.models import Barrier, Subject
from people.models import Dimension, User

OWNER = "omar.owner@marenza.example"
NAMESPACE = uuid.UUID("6f6a4f0e-5a77-4d55-8e0a-2f1f5b0f6c11")
ONE_VISIT = "VS7T3"

BARRIERS = [
    ("The way to the office", "الطريق إلى المكتب"),
    ("The opening hours", "ساعات العمل"),
    ("Finding the papers", "العثور على الوثائق"),
    ("The language of the form", "لغة الاستمارة"),
    ("I have no phone or internet", "ليس لدي هاتف أو إنترنت"),
    ("Something else", "شيء آخر"),
]
ASKED = ["geography", "societal-group", "ict"]

TITLE = "One visit, one form: claiming a survivor pension"
LEDE = "After a death you would come to us once and sign one form. We would collect the other papers for you."
BODY = [
    ("summary", "Today a claim needs four forms and about three visits. We want to try one visit and one form."),
    ("who_it_concerns", "You, if your partner or parent has died and you may have a right to a survivor pension."),
    (
        "what_changes",
        "You book one visit at an office or at your home. A member of staff fills in the form with you. "
        "We ask the civil register, the bank and the last employer for the papers, so you need not.",
    ),
    (
        "rights_and_obligations",
        "You have the right to bring someone with you and to an interpreter free of charge. "
        "You must tell us within 30 days if you marry again or start to work.",
    ),
]
ARABIC_TITLE = "زيارة واحدة واستمارة واحدة: طلب معاش الورثة"
ARABIC_LEDE = "بعد الوفاة تزورنا مرة واحدة وتوقّع استمارة واحدة. ونحن نجمع بقية الأوراق عنك."
ARABIC_BODY = [
    ("summary", "يحتاج الطلب اليوم إلى أربع استمارات ونحو ثلاث زيارات. نريد أن نجرّب زيارة واحدة واستمارة واحدة."),
    ("who_it_concerns", "أنت، إذا توفي شريك حياتك أو أحد والديك وكان لك حق في معاش الورثة."),
    (
        "what_changes",
        "تحجز زيارة واحدة في المكتب أو في منزلك. يملأ موظف الاستمارة معك. "
        "ونطلب نحن الأوراق من السجل المدني والمصرف وآخر صاحب عمل.",
    ),
    (
        "rights_and_obligations",
        "يحق لك أن يرافقك شخص وأن تحصل على مترجم مجانًا. يجب أن تخبرنا خلال ٣٠ يومًا إذا تزوجت من جديد أو بدأت العمل.",
    ),
]  # fmt: skip


def seed_subjects() -> None:
    """Make the concept with its page in two languages. Running it again changes nothing."""
    subject, is_new = Subject.objects.get_or_create(
        code=ONE_VISIT,
        defaults={"kind": SubjectKind.CONCEPT, "title": TITLE, "owner": User.objects.get(email=OWNER)},
    )
    if not is_new:
        return
    subject.asked_dimensions.set(Dimension.objects.filter(code__in=ASKED))
    for position, (name, arabic) in enumerate(BARRIERS):
        Barrier.objects.create(subject=subject, name=name, translations={"ar": arabic}, position=position)
    page = _publish(ConceptPage(slug="one-visit-one-form"), subject, "en", TITLE, LEDE, BODY)
    twin = page.copy_for_translation(Locale.objects.get(language_code="ar"), copy_parents=True)
    for parent in twin.get_ancestors().filter(live=False):
        parent.specific.save_revision().publish()
    _publish(twin, subject, "ar", ARABIC_TITLE, ARABIC_LEDE, ARABIC_BODY)


def _publish(page: ConceptPage, subject: Subject, language: str, title: str, lede: str, body: list) -> ConceptPage:
    blocks = [(kind, str(uuid.uuid5(NAMESPACE, f"{subject.code} {kind}")), text) for kind, text in body]
    page.title, page.lede, page.subject = title, lede, subject
    page.body = json.dumps(
        [{"type": kind, "id": id, "value": {"heading": "", "text": f"<p>{text}</p>"}} for kind, id, text in blocks]
    )
    if page.pk is None:
        IndexPage.objects.get(slug="concepts", locale__language_code=language).add_child(instance=page)
    page.save_revision().publish()
    passages = [PassageText(uuid.UUID(id), kind, "", strip_tags(text)) for kind, id, text in blocks]
    record_text_version(subject=subject, language=language, title=title, passages=passages, submitted_by=subject.owner)
    return page
