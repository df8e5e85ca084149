"""The staff of the demo institution, its offices, and the groups of people it serves. Every count is invented."""

from datetime import date

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.users.models import UserProfile

from people.actions import appoint_to_office
from people.enums import GROUP_NAMES, OfficeKind, Role
from people.models import Dimension, Office, ReferenceCount, Segment, StaffPost, User

STAFF: list[tuple[str, str, str, list[Role]]] = [  # e-mail, name, title, roles
    ("ines.lead@marenza.example", "Inés Calder", "Director of engagement", []),
    ("omar.owner@marenza.example", "Omar Reyes", "Head of survivor benefits", [Role.OWNER, Role.EDITOR]),
    ("edda.editor@marenza.example", "Edda Voss", "Editor", [Role.EDITOR]),
    ("abel.advocate@marenza.example", "Abel Okoro", "Field officer", [Role.ADVOCATE]),
    ("lin.advocate@marenza.example", "Lin Haraldsen", "Outreach nurse", [Role.ADVOCATE]),
    ("rosa.advocate@marenza.example", "Rosa Imani", "Interpreter", [Role.ADVOCATE]),
    ("finn.facilitator@marenza.example", "Finn Aster", "Workshop facilitator", [Role.FACILITATOR]),
    ("mara.moderator@marenza.example", "Mara Bell", "Moderator", [Role.MODERATOR]),
    ("pia.approver@marenza.example", "Pia Lund", "Deputy director, benefits", [Role.APPROVER]),
]
ADMINISTRATOR = ("admin@marenza.example", "Ada Quist")
LEAD = "ines.lead@marenza.example"
OFFICES = [  # code, kind, name, who holds it
    ("engagement", OfficeKind.ENGAGEMENT_LEAD, "Engagement lead", LEAD),
    ("survivor-benefits", OfficeKind.PROGRAMME, "Survivor benefits", "omar.owner@marenza.example"),
]

# code, name, Arabic name, why we ask, segments (code, name, Arabic name, people, protected, parent)
SegmentRow = tuple[str, str, str, int, bool, str | None]
DIMENSIONS: list[tuple[str, str, str, str, list[SegmentRow]]] = [
    (
        "programme", "Programme", "البرنامج", "Different payments bring different worries.",
        [
            ("retired", "Retired", "متقاعدون", 212_000, False, None),
            ("survivors", "Receiving a survivor pension", "مستفيدون من معاش الورثة", 48_000, False, None),
            ("families", "Receiving family benefit", "مستفيدون من إعانة الأسرة", 131_000, False, None),
            ("unemployed", "Looking for work", "باحثون عن عمل", 57_000, False, None),
        ],
    ),
    (
        "service-mode", "How you reach us", "طريقة التواصل معنا", "A change online can be a loss at the counter.",
        [
            ("self-service", "On your own, online", "عبر الإنترنت دون مساعدة", 190_000, False, None),
            ("counter", "At a counter, with staff", "في المكتب مع موظف", 171_000, False, None),
            ("third-party", "Somebody does it for you", "عن طريق شخص آخر", 62_000, False, None),
        ],
    ),
    (
        "societal-group", "Group", "الفئة الاجتماعية", "People at different points of life need different things.",
        [
            ("working-age", "Working age", "في سن العمل", 204_000, False, None),
            ("older", "65 and older", "65 سنة فأكثر", 196_000, True, None),
            ("migrants", "Born in another country", "مولودون في بلد آخر", 118_000, True, None),
            ("refugees", "Refugees", "لاجئون", 21_000, True, "migrants"),
        ],
    ),
    (
        "geography", "Where you live", "مكان السكن", "Travel and signal differ from place to place.",
        [
            ("city", "City", "مدينة", 246_000, False, None),
            ("rural", "Countryside", "ريف", 152_000, False, None),
            ("remote", "Islands and far valleys", "جزر ووديان بعيدة", 22_000, True, "rural"),
        ],
    ),
    (
        "location", "Kind of home", "نوع السكن", "Letters and visits reach some homes more easily.",
        [
            ("own-home", "House or flat", "منزل أو شقة", 380_000, False, None),
            ("housing-estate", "Housing estate", "مجمع سكني", 41_000, False, "own-home"),
            ("no-fixed-home", "No fixed home", "بلا مأوى ثابت", 4_000, True, None),
        ],
    ),
    (
        "life-event", "Something that changed lately", "حدث في الفترة الأخيرة",
        "What happened decides what you need from us.",
        [
            ("bereaved", "Someone close died", "وفاة شخص قريب", 18_000, True, None),
            ("new-child", "A child was born", "ولادة طفل", 21_000, False, None),
            ("separated", "A separation", "انفصال", 9_000, False, None),
            ("job-change", "A change of job", "تغيير العمل", 64_000, False, None),
        ],
    ),
    (
        "disability", "Disability", "الإعاقة", "So that we see whom our forms and offices shut out.",
        [
            ("deaf", "Deaf or hard of hearing", "صم أو ضعاف السمع", 17_000, True, None),
            ("blind", "Blind or low vision", "مكفوفون أو ضعاف البصر", 12_000, True, None),
            ("mobility", "Hard to walk or stand", "صعوبة في المشي أو الوقوف", 39_000, True, None),
            ("no-disability", "None of these", "لا شيء مما سبق", 340_000, False, None),
        ],
    ),
    (
        "gender", "Gender", "الجنس", "To see whether one gender is heard less.",
        [
            ("women", "Woman", "امرأة", 219_000, False, None),
            ("men", "Man", "رجل", 203_000, False, None),
            ("another-gender", "Another", "غير ذلك", 1_000, False, None),
        ],
    ),
    (
        "ict", "Phone and internet", "الهاتف والإنترنت", "So that we do not plan only for people who are online.",
        [
            ("online-easily", "I use the internet with ease", "أستخدم الإنترنت بسهولة", 236_000, False, None),
            ("online-help", "I use it with help", "أستخدمه بمساعدة", 118_000, False, None),
            ("no-internet", "I have no internet", "ليس لدي إنترنت", 69_000, True, None),
        ],
    ),
    (
        "income", "Making ends meet", "القدرة على المعيشة", "Small costs are large for some.",
        [
            ("ends-meet", "We manage", "نتدبر أمورنا", 288_000, False, None),
            ("hardly-meet", "We hardly manage", "نتدبر أمورنا بصعوبة", 135_000, True, None),
        ],
    ),
]  # fmt: skip
ARABIC_REASONS = {
    "programme": "لكل نوع من المدفوعات همومه.",
    "service-mode": "ما يسهّله التغيير عبر الإنترنت قد يصعّب الأمر على من يأتي إلى المكتب.",
    "societal-group": "تختلف حاجات الناس باختلاف مراحل حياتهم.",
    "geography": "يختلف السفر وتغطية الهاتف من مكان إلى آخر.",
    "location": "تصل الرسائل والزيارات إلى بعض المساكن أسهل من غيرها.",
    "life-event": "ما حدث لكم يحدد ما تحتاجون إليه منا.",
    "disability": "لنعرف من تُقصيه نماذجنا ومكاتبنا.",
    "gender": "لنرى إن كان أحد الجنسين يُسمع أقل من غيره.",
    "ict": "حتى لا نخطط فقط لمن هم متصلون بالإنترنت.",
    "income": "قد تكون الكلفة الصغيرة على بعض الناس كبيرة على غيرهم.",
}  # fmt: skip
COUNTED = date(2026, 1, 1)
SOURCE = "Client register of Marenza (invented for this demonstration)"


def seed_people() -> None:
    """Make the accounts, the offices and the ten dimensions. Running it again changes nothing."""
    seed_staff()
    seed_segments()


@transaction.atomic
def seed_staff() -> None:
    for role in GROUP_NAMES:
        _group(role)
    for email, name, title, roles in STAFF:
        user, is_new = User.objects.get_or_create(email=email, defaults={"display_name": name})
        if is_new:
            user.set_unusable_password()
            user.save()
            StaffPost.objects.create(user=user, title=title, unit="Marenza", started_date=COUNTED)
        user.groups.set(Group.objects.filter(name__in=[GROUP_NAMES[role] for role in roles]))
    email, name = ADMINISTRATOR
    User.objects.get_or_create(email=email, defaults={"display_name": name, "is_staff": True, "is_superuser": True})
    _send_no_mail()
    for code, kind, name, email in OFFICES:
        office, _is_new = Office.objects.get_or_create(code=code, defaults={"kind": kind, "name": name})
        if office.holder() is None:
            appoint_to_office(office=office, user=User.objects.get(email=email), appointed_by=None)


def _send_no_mail() -> None:
    """These addresses are invented: what the editor tells by mail would go nowhere."""
    for user in User.objects.filter(email__endswith="@marenza.example", wagtail_userprofile__isnull=True):
        UserProfile.objects.create(
            user=user, submitted_notifications=False, approved_notifications=False, rejected_notifications=False
        )


@transaction.atomic
def seed_segments() -> None:
    for place, (code, name, arabic, reason, segments) in enumerate(DIMENSIONS):
        dimension, _is_new = Dimension.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "translations": {"ar": arabic},
                "reason": reason,
                "reason_translations": {"ar": ARABIC_REASONS[code]},
                "position": place,
            },
        )
        for position, (segment_code, segment_name, segment_arabic, people, is_protected, parent) in enumerate(segments):
            segment, _is_new = Segment.objects.get_or_create(
                code=segment_code,
                defaults={
                    "dimension": dimension,
                    "parent": Segment.objects.get(code=parent) if parent else None,
                    "name": segment_name,
                    "translations": {"ar": segment_arabic},
                    "is_protected": is_protected,
                    "position": position,
                },
            )
            ReferenceCount.objects.get_or_create(
                segment=segment, source=SOURCE, counted_date=COUNTED, defaults={"people": people, "is_invented": True}
            )


def _group(role: Role) -> Group:
    group, _is_new = Group.objects.get_or_create(name=GROUP_NAMES[role])
    if role in {Role.EDITOR, Role.OWNER, Role.APPROVER, Role.MODERATOR}:
        group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
    return group
