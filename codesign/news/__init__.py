"""The sorts of news of this app: outcomes, corrections, decisions on appeals, and results of rounds."""

from codesign.news.appeals import DECISIONS
from codesign.news.outcomes import CORRECTIONS, OUTCOMES
from codesign.news.results import RESULTS

SORTS = (OUTCOMES, CORRECTIONS, DECISIONS, RESULTS)
