"""Where a case stands: the figures and facts that a reader of one case wants first."""

from datetime import date
from typing import Any

from attrs import asdict, frozen

from casestream.kernel.case import Case
from casestream.procedures.credit import ConsumptionRestricted, ConsumptionRestrictionLifted, ListedAsDefaulter
from casestream.procedures.filing import EnforcementApplied, HandlerAssigned, applicants_of, debtors_of
from casestream.procedures.proceeds import collected_fen, outstanding_fen
from casestream.procedures.rounds import ClosingMode, Round
from casestream.procedures.suspension import is_suspended


@frozen(kw_only=True)
class CaseState:
    """One case on one look. Amounts are those of the current round, in fen; `used_on` days are legal days."""

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
    restricted: bool
    listed: bool
    version: int

    def as_dict(self) -> dict[str, Any]:
        """The state for a machine."""
        plain = asdict(self, recurse=False)
        plain["opened_on"] = self.opened_on.isoformat() if self.opened_on else None
        plain["closed_as"] = self.closed_as.code if self.closed_as else None
        return plain


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
        restricted=bool(case.during(ConsumptionRestricted, ConsumptionRestrictionLifted)),
        listed=bool(case.has(ListedAsDefaulter)), version=case.version,
    )  # fmt: skip
