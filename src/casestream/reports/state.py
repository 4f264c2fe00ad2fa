"""Where a case stands: the figures and facts that a reader of one case wants first."""

from datetime import date
from typing import Any

from attrs import asdict, frozen

from casestream.kernel.case import Case
from casestream.procedures.credit import ConsumptionRestricted, ConsumptionRestrictionLifted, ListedAsDefaulter
from casestream.procedures.filing import EnforcementApplied, HandlerAssigned, applicants_of, debtors_of
from casestream.procedures.proceeds import (
    ClaimItemised,
    Head,
    collected_fen,
    outstanding_fen,
    owed,
    unallocated_fen,
    unpaid,
)
from casestream.procedures.rounds import ClosingMode, Round
from casestream.procedures.suspension import is_suspended


@frozen
class HeadBalance:
    """One head of an itemised claim, in fen: everything ever owed under it, less what was waived, and what is unpaid."""

    head: Head
    owed_fen: int
    unpaid_fen: int


@frozen(kw_only=True)
class CaseState:
    """One case on one look. Amounts are those of the current round, in fen; `used_on` days are legal days.

    `heads` are those of an itemised claim, over all rounds; `unallocated_fen` was collected and is not put to a head yet.
    """

    id: str
    number: str
    court: str
    rounds: tuple[str, ...]
    cause: str
    applicants: tuple[str, ...]
    debtors: tuple[str, ...]
    handler: str
    opened_on: date | None
    is_open: bool
    is_suspended: bool
    closed_as: ClosingMode | None
    claimed_fen: int
    collected_fen: int
    outstanding_fen: int
    heads: tuple[HeadBalance, ...]
    unallocated_fen: int
    restricted: bool
    listed: bool
    version: int

    def as_dict(self) -> dict[str, Any]:
        """The state for a machine."""
        plain = asdict(self, recurse=False)
        plain["opened_on"] = self.opened_on.isoformat() if self.opened_on else None
        plain["heads"] = [
            {"head": each.head.code, "owed_fen": each.owed_fen, "unpaid_fen": each.unpaid_fen} for each in self.heads
        ]
        plain["closed_as"] = self.closed_as.code if self.closed_as else None
        return plain


def head_balances(case: Case) -> tuple[HeadBalance, ...]:
    """The heads under which anything was ever owed, in their order; none before the claim is itemised."""
    if not case.has(ClaimItemised):
        return ()
    balances = (HeadBalance(head, int(owed(case, head)), int(unpaid(case, head))) for head in Head)
    return tuple(each for each in balances if each.owed_fen or each.unpaid_fen)


def case_state(case: Case) -> CaseState:
    """Where an enforcement case stands after the events that it holds."""
    current = case[Round]
    applied, handler = case.last_event(EnforcementApplied), case.last_event(HandlerAssigned)
    return CaseState(
        id=case.id, number=case.number, court=case.court, rounds=tuple(case.rounds),
        cause=applied.cause if applied else "",
        applicants=tuple(applicants_of(case)),
        debtors=tuple(debtors_of(case)),
        handler=handler.handler if handler else "",
        opened_on=current.opened_on if case.rounds else None,
        is_open=current.is_open, is_suspended=bool(is_suspended(case)), closed_as=current.mode,
        claimed_fen=current.claimed_fen, collected_fen=collected_fen(case), outstanding_fen=outstanding_fen(case),
        heads=head_balances(case), unallocated_fen=unallocated_fen(case),
        restricted=bool(case.during(ConsumptionRestricted, ConsumptionRestrictionLifted)),
        listed=bool(case.has(ListedAsDefaulter)), version=case.version,
    )  # fmt: skip
