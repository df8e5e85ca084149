"""What people said about the concepts of the demo institution, and which groups they told us they belong to.

The groups are chosen for how far the chairs of each table are heard: at "One visit" the survivors and the older are
heard, the countryside is thin, people born abroad are under-heard, and nobody of the islands spoke. At "Letters"
everybody is heard but the islands. Who left a group out said nothing about it.
"""

# ruff: noqa: E501 - one voice a line reads better than one voice in pieces

from dataclasses import dataclass

from cms.demo.concepts import (
    AT_WORK,
    CALL_BACK,
    ELSE,
    HOURS,
    LANGUAGE,
    LETTERS,
    LONG_WORDS,
    LOST_POST,
    NO_NEW_FORM,
    NOT_ONLINE,
    OFFICE,
    ONE_VISIT,
    PAPERS,
    SMALL_PRINT,
    TRUST,
    UNKNOWN_NUMBER,
)
from codesign.enums import Fit

YES, PARTLY, NO = Fit.YES, Fit.PARTLY, Fit.NO
Name = tuple[str, str]


@dataclass(frozen=True)
class Saying:
    """One voice. `topic` names the answer it gets; without one it still waits."""

    fit: Fit
    groups: str
    body: str = ""
    barriers: tuple[Name, ...] = ()
    topic: str = ""
    language: str = "en"
    is_for_staff: bool = False
    is_shown: bool = True


@dataclass(frozen=True)
class Taps:
    """So many people who chose an answer and a box, and wrote nothing."""

    people: int
    fit: Fit
    groups: str
    barriers: tuple[Name, ...] = ()
    topic: str = ""


WORDS: dict[str, tuple[Saying, ...]] = {
    ONE_VISIT: (
        Saying(YES, "city older survivors online-help", "I had to tell four people that my husband was dead. Once is enough.", (PAPERS,)),
        Saying(PARTLY, "city older survivors no-internet", "Two buses and a hill. At eighty-one I do that once a year, not in the week of a funeral.", (OFFICE,), "home"),
        Saying(YES, "city working-age survivors online-easily", "One form, please. I filled in his name eleven times."),
        Saying(PARTLY, "city working-age survivors online-easily", "Your office closes at three. I teach until four.", (HOURS,), "evening"),
        Saying(NO, "city migrants survivors online-help", "We married in another country. No register here knows it, so you will find nothing and send me home again.", (PAPERS,), "abroad"),
        Saying(PARTLY, "rural older survivors no-internet", "The bus goes on Tuesdays. If the visit is at my kitchen table, then yes.", (OFFICE,), "home"),
        Saying(YES, "city older survivors online-easily", "When my mother died the bank asked for a paper from you, and you asked for a paper from the bank. Please talk to each other and leave me out of it.", (PAPERS,)),
        Saying(PARTLY, "city working-age online-easily", "What do you ask the employer? He need not know what I receive.", (ELSE,), "employer"),
        Saying(YES, "city older survivors online-help", "My daughter can come along, that is the best line on the page."),
        Saying(NO, "city older survivors no-internet", "I cannot climb the stairs in Mill Street, and the lift has been broken since spring.", (OFFICE,), "home"),
        Saying(PARTLY, "city migrants survivors online-help", "أريد مترجمة امرأة. لا أستطيع أن أتحدث عن وفاة زوجي أمام رجل لا أعرفه.", (LANGUAGE,), "interpreter", "ar"),
        Saying(YES, "city working-age survivors online-easily", "Good. And tell me on that day how much it will be. Not knowing was worse than the forms."),
        Saying(PARTLY, "city older survivors online-help", "I would like to read the form at home first. In the office I nod at everything.", (), "read-first"),
        Saying(YES, "city older survivors no-internet", "A real person who fills it in with me, that is what I need."),
        Saying(PARTLY, "city working-age survivors online-easily", "We were not married, we lived together for twelve years. Which paper shows that? The page does not say.", (PAPERS,)),
        Saying(NO, "city older survivors online-help", "One visit is fine if it comes late enough. In the first month I could not have signed anything.", (ELSE,), "time"),
        Saying(YES, "city older retired online-easily", "I helped my neighbour with her claim. Nine weeks, three visits, one lost copy. Do it."),
        Saying(PARTLY, "city older survivors no-internet", "Who comes to my home? I do not open the door to people I do not know.", (), "card"),
        Saying(YES, "city working-age survivors online-easily", "My son is nineteen and studies. He needs his own form today. Will the one form do for both of us?"),
        Saying(PARTLY, "city refugees survivors online-help", "أوراقي احترقت. إذا كان المكتب سيسأل السجل في بلدي فلن يجيبه أحد.", (PAPERS,), "abroad", "ar"),
        Saying(PARTLY, "rural working-age survivors online-easily", "Our nearest office is open on two mornings. One visit means one free day less, and that is a day’s wage.", (HOURS,), "evening"),
        Saying(YES, "city older survivors online-help", "Short and clear. I read it to my sister on the phone and she understood it."),
        Saying(NO, "city older survivors no-internet", "I do not want the bank asked. What is on the account is nobody’s business.", (ELSE,), "bank", "en", True),
        Saying(PARTLY, "city working-age survivors online-easily", "Please let us book the visit by phone as well. Not everyone has a calendar on a screen.", (NOT_ONLINE,)),
        Saying(YES, "city older survivors online-help", "It would have spared me two journeys. They were the worst two mornings of that year, and nobody at the counter was to blame; they had their list and I was not on it."),
        Saying(PARTLY, "city migrants survivors online-help", "An interpreter “free of charge” is good. The last one came two hours late and I lost my turn.", (LANGUAGE,), "interpreter"),
        Saying(YES, "city working-age survivors online-easily", "Fine for me."),
        Saying(PARTLY, "city older survivors no-internet", "I hear badly. At the counter everybody hears my business because they have to shout it.", (ELSE,)),
        Saying(NO, "city working-age survivors online-easily", "My brother took money that was meant for our mother. I do not want him told of the visit.", (ELSE,), "", "en", True),
        Saying(YES, "city older survivors online-help", "If you do collect the papers: write to me which ones are still missing, so that I need not guess.", (PAPERS,), "", "en", False, False),
        Saying(PARTLY, "rural older survivors online-help", "The van of the library stops in our village. Could you come with it?", (OFFICE,), "", "en", False, False),
        Saying(YES, "city older survivors online-easily", "Thirty days to tell you that I work again is short when one has just buried somebody."),
    ),
    LETTERS: (
        Saying(YES, "retired older city", "I keep your letters in a drawer until my son comes. With one page I could do it alone."),
        Saying(PARTLY, "retired older city", "Large print for everyone, please. I should not have to ask for it.", (SMALL_PRINT,), "print"),
        Saying(YES, "survivors older city", "“You have to do nothing.” I would have slept that night."),
        Saying(PARTLY, "retired older migrants city", "I read slowly in your language. Short is better than beautiful.", (LANGUAGE,), "language"),
        Saying(NO, "retired older rural", "Two letters on two days means two walks to the post box at the crossroads.", (LOST_POST,), "two-days"),
        Saying(YES, "families working-age city", "Put the day by which I have to answer at the top. I look for it every time."),
        Saying(PARTLY, "retired older city", "“Entitlement”, “notice”, “pursuant to”. My late wife was the one who understood that.", (LONG_WORDS,), "words"),
        Saying(YES, "survivors migrants city", "جيد جدًا. اكتبوا السطر الأول بالعربية أيضًا، حتى أعرف إن كان الأمر عاجلًا.", (LANGUAGE,), "language", "ar"),
        Saying(YES, "retired older city", "At last."),
        Saying(PARTLY, "retired older rural", "My eyes are bad, and grey print on grey paper is nothing at all to me.", (SMALL_PRINT,), "print"),
        Saying(PARTLY, "unemployed working-age city", "If the right to object is on the back, half of us will never turn the page.", (), "back"),
        Saying(YES, "survivors older city", "The letter after my husband’s death began with “Dear Sir”. One thing per letter, and please the right person."),
        Saying(NO, "retired migrants city", "I cannot read at all. My neighbour reads for me, and so she knows everything. Could somebody call?", (LANGUAGE, ELSE), "language"),
        Saying(YES, "families migrants city", "My daughter is ten and translates for us. She would manage one page."),
        Saying(PARTLY, "retired older city", "What will the second stamp cost? It is our money.", (ELSE,), "two-days"),
        Saying(YES, "retired older rural", "I tried it with the sample in the office. I knew at once what you wanted."),
        Saying(PARTLY, "survivors older city", "Write a name and a number of somebody I can ask. Then I forgive you the rest.", (), "name"),
        Saying(YES, "retired older city", "Please send the first ones to people who can bear a mistake."),
        Saying(PARTLY, "survivors migrants city", "You changed my name in three letters in three ways. The bank did not pay.", (ELSE,), "", "en", False, False),
        Saying(NO, "retired older city", "A letter that takes money away should not be short. I want to know why, exactly.", (), "why"),
        Saying(YES, "families working-age rural", "Yes. And the same for the e-mails."),
        Saying(PARTLY, "retired older city", "I owe you money and I am ashamed of it. Do not print the sum where it shows through the window.", (ELSE,), "", "en", True),
    ),
    CALL_BACK: (
        Saying(YES, "self-service online-easily no-disability", "I waited 40 minutes on a bench and missed my bus. Call me back, any time."),
        Saying(PARTLY, "counter online-help no-disability", "I share the phone with my brother. If he answers, what do you tell him?", (ELSE,), "shared"),
        Saying(NO, "counter no-internet deaf", "I am deaf. You cannot call me back. A text message would do.", (ELSE,), "text"),
        Saying(YES, "self-service online-easily no-disability", "Always the same number, that is what matters. I never answer a hidden one.", (UNKNOWN_NUMBER,)),
        Saying(PARTLY, "self-service online-easily no-disability", "Morning or afternoon is too wide. I work on a roof.", (AT_WORK,), "hour"),
        Saying(YES, "third-party online-help mobility", "My carer calls for me on Thursdays. Good that she may be named."),
        Saying(PARTLY, "counter no-internet no-disability", "My credit is gone by the 20th. If you call me, it costs me nothing. That is the whole point, so write it first.", (NOT_ONLINE,)),
        Saying(YES, "self-service online-easily no-disability", "Yes please."),
        Saying(NO, "counter online-help deaf", "On the phone I catch every third word, and then I say yes to everything.", (ELSE,), "text"),
        Saying(PARTLY, "self-service online-easily no-disability", "Somebody called me last year, said he was from you and asked for my bank card. How do I know it is you?", (UNKNOWN_NUMBER,), "fraud"),
        Saying(YES, "counter online-help mobility", "It would save me standing in the queue, and standing is what I cannot do."),
        Saying(PARTLY, "counter no-internet no-disability", "Three tries are few. In the shelter I get my phone back at seven in the evening.", (AT_WORK,), "hour"),
        Saying(YES, "self-service online-easily no-disability", "Does the day of my first call count? I lost a week’s money because I got through on Monday.", (), "", "en", False, False),
        Saying(PARTLY, "third-party no-internet no-disability", "My mother hangs up on machines. Let a person say the choice.", (), "", "en", False, False),
    ),
    NO_NEW_FORM: (
        Saying(YES, "city hardly-meet", "Last September the money stopped for five weeks because of one stamp. We ate at my sister’s."),
        Saying(PARTLY, "city ends-meet separated", "We share the children week by week. Whose school does the computer believe?", (TRUST,)),
        Saying(YES, "rural ends-meet new-child", "The town hall already sent you the birth. I never understood why I had to, as well."),
        Saying(PARTLY, "rural hardly-meet", "Tell me before you look, not after.", (TRUST,)),
        Saying(NO, "city hardly-meet separated", "He must not learn where we live. Whatever you print, do not print the address.", (TRUST,), "", "en", True),
        Saying(YES, "city ends-meet", "Good. One evening less with the folder."),
        Saying(PARTLY, "city ends-meet job-change", "And if the page is wrong and I am away in September? I pick fruit abroad until October.", (ELSE,)),
        Saying(YES, "city hardly-meet new-child", "Yes, and please in my language, or at least with pictures.", (LANGUAGE,), "", "en", False, False),
    ),
}  # fmt: skip

TAPS: dict[str, tuple[Taps, ...]] = {
    ONE_VISIT: (
        Taps(7, YES, "city older survivors online-help", (PAPERS,)),
        Taps(5, PARTLY, "city older survivors no-internet", (OFFICE,), "home"),
        Taps(8, YES, "city working-age survivors online-easily"),
        Taps(6, PARTLY, "city working-age online-easily", (HOURS,), "evening"),
        Taps(4, YES, "city older retired online-easily"),
        Taps(5, PARTLY, "city older survivors online-help", (PAPERS,)),
        Taps(1, NO, "city migrants survivors online-help", (LANGUAGE,)),
        Taps(2, NO, ""),
    ),
    LETTERS: (
        Taps(5, YES, "retired older city"),
        Taps(3, PARTLY, "retired older rural", (SMALL_PRINT,), "print"),
        Taps(3, YES, "survivors older city"),
        Taps(3, PARTLY, "families migrants city", (LANGUAGE,), "language"),
        Taps(2, YES, "retired migrants rural"),
        Taps(2, NO, "unemployed working-age city", (LONG_WORDS,), "words"),
        Taps(2, YES, ""),
    ),
    CALL_BACK: (
        Taps(4, YES, "self-service online-easily no-disability"),
        Taps(3, PARTLY, "self-service online-easily no-disability", (UNKNOWN_NUMBER,), "fraud"),
        Taps(2, YES, "counter online-help no-disability"),
        Taps(1, NO, ""),
    ),
    NO_NEW_FORM: (
        Taps(3, YES, "city ends-meet"),
        Taps(2, PARTLY, "rural hardly-meet", (PAPERS,)),
        Taps(1, NO, "city hardly-meet", (TRUST,)),
    ),
}

# By e-mail address, the words of members of staff: labelled, and counted nowhere.
SUGGESTIONS: dict[str, tuple[str, str]] = {
    ONE_VISIT: (
        "finn.facilitator@marenza.example",
        "In the workshops people bring a folder of letters. We could begin the visit by sorting it with them.",
    ),
    LETTERS: (
        "mara.moderator@marenza.example",
        "At the counter I mark the one line that matters with a yellow pen. The letter could do that itself.",
    ),
    CALL_BACK: (
        "finn.facilitator@marenza.example",
        "Let the colleague who calls see what the person asked last time. Nobody likes to begin again.",
    ),
    NO_NEW_FORM: (
        "edda.editor@marenza.example",
        "The page for September needs a box “all of this is right” that one may leave empty without any harm.",
    ),
}
