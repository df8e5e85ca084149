"""What this app holds of one seat: its voices, its part in rounds and tests, and what it wrote on boards."""

from codesign.holdings.boards import BOARDS
from codesign.holdings.comprehension import RESPONSES
from codesign.holdings.moderation import APPEALS, REPORTS
from codesign.holdings.rounds import ROUNDS, STATEMENTS
from codesign.holdings.seats import SEAT
from codesign.holdings.voices import REACTIONS, VOICES

# The seat comes last: until then the others know whose part they erase.
HOLDINGS = (VOICES, APPEALS, REPORTS, REACTIONS, STATEMENTS, ROUNDS, RESPONSES, BOARDS, SEAT)
