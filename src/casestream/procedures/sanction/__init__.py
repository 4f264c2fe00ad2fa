"""司惩与复议 — a decision against a person in a file of its own, and its one reconsideration by the superior court.

A detention or a fine has a number 司惩 and goes up as 司惩复; an exit ban, or a refusal to correct a listing, is known by
the number of its document and goes up as 执复. Nothing stands still meanwhile. Against a debtor this file repeats what the
case decided (`coercion`); against a unit that does not assist, it is the decision.
"""

from casestream.procedures.sanction.decision import (
    MAY_DECIDE_SANCTION,
    MAY_SERVE_SANCTION,
    DecideSanction,
    SanctionDecided,
    SanctionServed,
    ServeSanction,
    Target,
)
from casestream.procedures.sanction.review import (
    MAY_DECIDE_REVIEW,
    MAY_FILE_REVIEW,
    DecideReview,
    FileReview,
    ReviewDecided,
    ReviewFiled,
)

__all__ = [
    "MAY_DECIDE_REVIEW",
    "MAY_DECIDE_SANCTION",
    "MAY_FILE_REVIEW",
    "MAY_SERVE_SANCTION",
    "DecideReview",
    "DecideSanction",
    "FileReview",
    "ReviewDecided",
    "ReviewFiled",
    "SanctionDecided",
    "SanctionServed",
    "ServeSanction",
    "Target",
]
