"""What the demo institution pays and does today: three programmes, out of which its concepts grew."""

from cms.demo.subjects import Block, Row, Text, seed_subject
from codesign.enums import SubjectKind

SURVIVOR_PENSION = "SP2RA"
FAMILY_BENEFIT = "FB3MC"
JOB_SEEKERS = "JS5UE"

PROGRAMMES = (
    Row(
        code=SURVIVOR_PENSION,
        kind=SubjectKind.PROGRAMME,
        slug="survivor-pension",
        opened_days_ago=400,
        text=Text(
            "Survivor pension",
            "Money each month after a partner or parent has died. About 48,000 people receive it.",
            (
                Block("summary", "When someone who paid into the pension dies, part of it goes on to the family."),
                Block(
                    "who_it_concerns",
                    "You, if you were married or lived together for three years, and children up to 25 who learn or "
                    "study.",
                ),
                Block(
                    "what_changes",
                    "You receive 60 % of the pension; each child receives 20 %. The first payment comes about nine "
                    "weeks after your claim.\n\nYou fill in four forms. Most people come to an office three times.",
                ),
                Block(
                    "rights_and_obligations",
                    "You may claim up to a year after the death and are paid from the day of the death. You tell us "
                    "within 30 days if you marry again or start to work.",
                ),
                Block(
                    "evidence",
                    "Of 100 claims, 41 are sent back because a paper is missing, mostly one that another office of "
                    "the state holds already.",
                    "Claims of the year 2025, register of Marenza (invented for this demonstration)",
                ),
            ),
        ),
    ),
    Row(
        code=FAMILY_BENEFIT,
        kind=SubjectKind.PROGRAMME,
        slug="family-benefit",
        opened_days_ago=400,
        text=Text(
            "Family benefit",
            "Money each month for every child up to 18. Families apply again each year in September.",
            (
                Block("summary", "Each child counts the same, whatever the parents earn and wherever they were born."),
                Block("who_it_concerns", "You, if a child up to 18 lives with you for most of the week."),
                Block(
                    "what_changes",
                    "You receive 140 crowns a month for each child. In September you send the form again, with a "
                    "paper from the school and one from the town hall.",
                ),
                Block(
                    "rights_and_obligations",
                    "If the form is late the money stops, and it is paid later once the form is here. You tell us when "
                    "a child moves out.",
                ),
                Block(
                    "evidence",
                    "Each autumn the money stops for about 6,300 families. Nine in ten of them still have the right "
                    "to it.",
                    "Payments of autumn 2025, register of Marenza (invented for this demonstration)",
                ),
            ),
        ),
    ),
    Row(
        code=JOB_SEEKERS,
        kind=SubjectKind.PROGRAMME,
        slug="job-seekers-allowance",
        opened_days_ago=400,
        text=Text(
            "Job-seekers’ allowance",
            "Money while you look for work, for up to twelve months, and an adviser of your own.",
            (
                Block("summary", "You receive part of your last wage and meet an adviser every six weeks."),
                Block(
                    "who_it_concerns",
                    "You, if you lost your work or your contract ended, and you worked for at least eight of the last "
                    "24 months.",
                ),
                Block(
                    "what_changes",
                    "You receive 65 % of your last wage. You report by phone, at the counter or online whether you "
                    "worked in the month.",
                ),
                Block(
                    "rights_and_obligations",
                    "You may refuse work that is more than 90 minutes away. If you miss a meeting without a reason, a "
                    "week is not paid; tell us the reason and it is.",
                ),
                Block(
                    "evidence",
                    "The line is busy for 38 of 100 calls. Most people who give up call again on the same day.",
                    "Telephone statistics, spring 2026 (invented for this demonstration)",
                ),
            ),
        ),
    ),
)


def seed_programmes() -> None:
    """Publish the three programmes. Running it again changes nothing."""
    for row in PROGRAMMES:
        seed_subject(row)
