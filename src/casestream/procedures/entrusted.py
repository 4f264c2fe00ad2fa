"""委托在途 — that a case was sent whole to a court of another province, or came back, which every other move must know of.

How it is sent, received, filed and returned is decided later, in `entrustment`.
"""

from datetime import date

from casestream.kernel import Asked, Event, Label, Truth, event, field

# --- events ---


class EntrustmentReturnReason(Label):
    """Why a case goes back."""

    PAPERS_MISSING = "papers_missing", "逾期未补办手续也未说明", "papers neither completed nor explained"
    WRONGLY_ENTRUSTED = "wrongly_entrusted", "委托不当", "wrongly entrusted"
    NOTHING_HERE = "nothing_here", "受托地无可供执行财产", "no assets there"


@event("entrustment.sent", "委托执行", "Case entrusted")
class EntrustmentSent(Event):
    """The whole case was entrusted to `to_court`, with `outstanding_fen` not collected.

    `other_province` and `same_level` tell how the courts' codes stand to each other; `item_will_do`: entrusting single items
    would have been enough.
    """

    to_court: str
    outstanding_fen: int
    other_province: bool = field(zh="跨省")
    same_level: bool = field(zh="同级法院")
    assets_there: bool = field(zh="财产在受托地")
    reported_to_high_courts: bool = field(zh="已报高级法院备案")
    item_will_do: bool = field(zh="事项委托即可")


@event("entrustment.returned", "退回委托", "Entrustment returned")
class EntrustmentReturned(Event):
    """The case went back to `to_court`. `approved_on` is the day of the high court's consent, `return_by` the last day."""

    reason: EntrustmentReturnReason
    to_court: str
    approved_on: date | None = field(zh="高级法院同意日")
    return_by: date | None = field(zh="退回期限")


# --- state ---


def is_being_entrusted(case: Asked) -> Truth:
    """Whether this round was sent to another court, which has neither filed it (that is a new round) nor returned it."""
    return case.this_round.during(EntrustmentSent, EntrustmentReturned)
