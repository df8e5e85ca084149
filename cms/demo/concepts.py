"""The concepts of the demo institution: what participants read, and what they may tick."""

from cms.demo.programmes import FAMILY_BENEFIT, JOB_SEEKERS, PROGRAMMES, SURVIVOR_PENSION
from cms.demo.subjects import Block, Row, Text, seed_subject
from cms.demo.translations import ONE_VISIT_IN
from codesign.enums import SubjectKind

ONE_VISIT = "VS7T3"
LETTERS = "LT8WD"
CALL_BACK = "CB4NP"
NO_NEW_FORM = "NF6KQ"

TITLE = "One visit, one form: claiming a survivor pension"

OFFICE = ("The way to the office", "الطريق إلى المكتب")
HOURS = ("The opening hours", "أوقات فتح المكتب")
PAPERS = ("Finding the papers", "العثور على الأوراق")
LANGUAGE = ("The language of the form", "لغة النموذج")
NOT_ONLINE = ("I have no phone or internet", "ليس لدي هاتف أو إنترنت")
LONG_WORDS = ("The words are hard", "الكلمات صعبة")
SMALL_PRINT = ("I cannot read the print", "لا أستطيع قراءة الخط المطبوع")
LOST_POST = ("Post does not reach me", "البريد لا يصل إليّ")
UNKNOWN_NUMBER = ("I do not answer unknown numbers", "لا أرد على الأرقام المجهولة")
AT_WORK = ("I cannot talk at that time", "لا أستطيع التحدث في ذلك الوقت")
TRUST = ("I do not know what you look up about me", "لا أعرف أي معلومات عني تبحثون عنها")
ELSE = ("Something else", "شيء آخر")

CONCEPTS = (
    Row(
        code=LETTERS,
        kind=SubjectKind.CONCEPT,
        slug="letters-that-say-one-thing",
        parent=SURVIVOR_PENSION,
        opened_days_ago=84,
        asks=("programme", "societal-group", "geography"),
        barriers=(LONG_WORDS, SMALL_PRINT, LANGUAGE, LOST_POST, ELSE),
        text=Text(
            "Letters that say one thing",
            "Each letter would say one thing: what we decided, or what you have to do, and by when. Never both.",
            (
                Block(
                    "summary",
                    "Our letters explain a decision, ask for papers and list rights, often on four pages. We want one "
                    "letter for one thing, on one page.",
                ),
                Block("who_it_concerns", "Everyone who gets post from us, most of all people with a pension."),
                Block(
                    "what_changes",
                    "The first line says what you have to do, or that you have to do nothing. The day by which it has "
                    "to be done stands in large print.\n\nIf there are two things, you get two letters on two days.",
                ),
                Block(
                    "rights_and_obligations",
                    "Your right to object, and how, stands on the back of every decision. You may ask for large print, "
                    "Braille or another language, and it stays so for later letters.",
                ),
                Block(
                    "evidence",
                    "We asked 60 people what their last letter wanted from them. 23 knew.",
                    "Interviews in two offices, March 2026 (invented for this demonstration)",
                ),
            ),
        ),
    ),
    Row(
        code=ONE_VISIT,
        kind=SubjectKind.CONCEPT,
        slug="one-visit-one-form",
        parent=SURVIVOR_PENSION,
        opened_days_ago=56,
        asks=("geography", "societal-group", "ict", "programme"),
        barriers=(OFFICE, HOURS, PAPERS, LANGUAGE, NOT_ONLINE, ELSE),
        text=Text(
            TITLE,
            "After a death you would come to us once and sign one form. We would collect the other papers for you.",
            (
                Block(
                    "summary",
                    "Today a claim needs four forms and about three visits. We want to try one visit and one form.",
                ),
                Block(
                    "who_it_concerns",
                    "You, if your partner or parent has died and you may have a right to a survivor pension.",
                ),
                Block(
                    "what_changes",
                    "You book one visit at an office or at your home. A member of staff fills in the form with you. "
                    "We ask the civil register, the bank and the last employer for the papers, so you need not.",
                ),
                Block(
                    "rights_and_obligations",
                    "You have the right to bring someone with you and to an interpreter free of charge, a woman or a "
                    "man as you wish. You must tell us within 30 days if you marry again or start to work.",
                ),
            ),
        ),
        translations=ONE_VISIT_IN,
    ),
    Row(
        code=CALL_BACK,
        kind=SubjectKind.CONCEPT,
        slug="a-phone-line-that-calls-you-back",
        parent=JOB_SEEKERS,
        opened_days_ago=35,
        asks=("service-mode", "ict", "disability"),
        barriers=(UNKNOWN_NUMBER, AT_WORK, NOT_ONLINE, LANGUAGE, ELSE),
        text=Text(
            "A phone line that calls you back",
            "If the line is busy you would leave your number, and we would call you on the same day.",
            (
                Block("summary", "You would no longer wait on the line. We would call you, at a time you choose."),
                Block("who_it_concerns", "Everyone who calls us, first of all people who look for work."),
                Block(
                    "what_changes",
                    "You call, press one key, and choose morning or afternoon. A person calls you back before six in "
                    "the evening, always from the same number.\n\nIf you do not answer we try twice more, then we "
                    "send a letter.",
                ),
                Block(
                    "rights_and_obligations",
                    "You may still wait on the line. You may name somebody who takes the call for you. We never ask "
                    "for your bank password on the phone.",
                ),
                Block(
                    "evidence",
                    "People who get through wait 19 minutes. One in three calls from a prepaid phone, and pays for it.",
                    "Telephone statistics, spring 2026 (invented for this demonstration)",
                ),
            ),
        ),
    ),
    Row(
        code=NO_NEW_FORM,
        kind=SubjectKind.CONCEPT,
        slug="family-benefit-without-a-new-form",
        parent=FAMILY_BENEFIT,
        opened_days_ago=16,
        asks=("geography", "income", "life-event"),
        barriers=(PAPERS, LANGUAGE, TRUST, ELSE),
        text=Text(
            "Family benefit without a new form each year",
            "You would apply once. Each autumn we would look up what the school and the town hall know already.",
            (
                Block("summary", "The money goes on by itself. You only write to us if something is different."),
                Block("who_it_concerns", "You, if you receive family benefit or a child was born to you lately."),
                Block(
                    "what_changes",
                    "In September you get a page with what we found: each child, the school, where you live. If it is "
                    "right you do nothing. If it is wrong you call, write or come by, and the money goes on "
                    "meanwhile.",
                ),
                Block(
                    "rights_and_obligations",
                    "You may say that we must not look anything up; then you send the form as before. You see each "
                    "time what we asked and whom.",
                ),
            ),
        ),
    ),
)


def seed_concepts() -> None:
    """Publish the four concepts. Running it again changes nothing."""
    for row in CONCEPTS:
        seed_subject(row)


def seed_one_visit() -> None:
    """Publish one concept in its two languages, with the programme it grew out of, and nothing else."""
    wanted = {SURVIVOR_PENSION, ONE_VISIT}
    for row in (*PROGRAMMES, *CONCEPTS):
        if row.code in wanted:
            seed_subject(row)
