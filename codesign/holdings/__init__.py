"""What this app holds of one seat: its voices, its part in rounds and tests, its notes, and what it was told."""

from codesign.holdings.assisted import ASSISTED
from codesign.holdings.boards import BOARDS
from codesign.holdings.comprehension import RESPONSES
from codesign.holdings.disclosures import DISCLOSURES
from codesign.holdings.moderation import APPEALS, REPORTS
from codesign.holdings.news import NEWS
from codesign.holdings.rounds import ROUNDS, STATEMENTS
from codesign.holdings.seats import SEAT
from codesign.holdings.voices import REACTIONS, VOICES

# The seat comes last: until then the others know whose part they erase.
HOLDINGS = (
    VOICES, APPEALS, REPORTS, REACTIONS, STATEMENTS, ROUNDS, RESPONSES, BOARDS, ASSISTED, DISCLOSURES, NEWS, SEAT,
)  # fmt: skip
