"""What a whole log is asked in the pairs of the tiers: the figures of every court, and the state of every case."""

from datetime import date
from typing import Any

from attrs import evolve

from casestream.kernel import AnyDay, Asked, Number, Projection, Ratio, Truth
from casestream.kernel.rule import Rule
from casestream.kernel.survey import Survey
from casestream.procedures.asset_search import NetworkQueried
from casestream.procedures.credit import ConsumptionRestricted, ConsumptionRestrictionLifted, is_listed
from casestream.procedures.filing import DebtorNamed
from casestream.procedures.proceeds import ProceedsReleased, outstanding
from casestream.procedures.proceeds.account import collected
from casestream.procedures.rounds import RoundClosed, RoundOpened, is_open, is_parked
from casestream.procedures.suspension import is_suspended
from casestream.procedures.termination import RoundTerminated
from casestream.procedures.termination.preconditions import network_was_queried, three_months_have_passed
from casestream.replay import Rate, Table
from casestream.replay.table import Roll
from casestream.reports.statistics import COURT, HOTLINE
from casestream.store.log import Log

SINCE, UNTIL = date(2025, 1, 1), date(2025, 9, 16)
TODAY = date(2026, 1, 5)
WITH_ALL_CONDITIONS = ("qualified_terminations", "qualified_rate")  # These judge every 终本 again: another pair.


def _hotline() -> dict[str, Any]:
    """The hotline's measures under names that the court's leave free."""
    return {
        f"hotline_{name}": evolve(
            measure, numerator=f"hotline_{measure.numerator}", denominator=f"hotline_{measure.denominator}"
        )
        if isinstance(measure, Ratio)
        else measure
        for name, measure in HOTLINE.measures.items()
    }


FIGURES = Projection(
    "figures", "各院执行情况", "Figures of every court", ("court",),
    **{name: measure for name, measure in COURT.measures.items() if name not in WITH_ALL_CONDITIONS}, **_hotline(),
)  # fmt: skip


def figures(table: Table) -> list[Any]:
    """A table as data to compare: of a rate its numerator, its denominator and what is shown."""
    return [
        [
            *row.group,
            {
                name: [cell.numerator, cell.denominator, str(cell)] if isinstance(cell, Rate) else cell
                for name, cell in row.cells.items()
            },
        ]
        for row in table.rows
    ]


def opened_on(case: Asked) -> AnyDay:
    """The day on which the current round was opened."""
    return case.this_round.first(RoundOpened)


def closed_on(case: Asked) -> AnyDay:
    """The day on which the current round was closed."""
    return case.this_round.last(RoundClosed)


def used_days(case: Asked) -> Number:
    """The days that the current round took."""
    return case.this_round.latest(RoundClosed.used_days)


def claimed_fen(case: Asked) -> Number:
    """The amount to be enforced in the current round."""
    return case.this_round.latest(RoundOpened.claimed_fen)


def released_fen(case: Asked) -> Number:
    """The money that went out to payees, in whichever round."""
    return case.total(ProceedsReleased.amount_fen)


def is_restricted(case: Asked) -> Truth:
    """Whether a restriction on consumption was ordered in this case, and none was lifted since."""
    return case.during(ConsumptionRestricted, ConsumptionRestrictionLifted)


def stands_still(case: Asked) -> Truth:
    """Whether the case is suspended, for whichever reason."""
    return is_suspended(case)


def rounds(case: Asked) -> Number:
    """How many case numbers the case has borne."""
    return case.count(RoundOpened)


def debtors(case: Asked) -> Number:
    """How many debtors were named."""
    return case.count(DebtorNamed)


def queries(case: Asked) -> Number:
    """How often the network has answered in the current round."""
    return case.this_round.count(NetworkQueried)


def last_query_on(case: Asked) -> AnyDay:
    """The day on which it answered last, in whichever round."""
    return case.last(NetworkQueried)


STATE = Survey(
    "state", "案件状态", "State of every case",
    is_open=is_open, is_parked=is_parked, is_suspended=stands_still, is_restricted=is_restricted, is_listed=is_listed,
    opened_on=opened_on, closed_on=closed_on, used_days=used_days, claimed_fen=claimed_fen, collected_fen=collected,
    outstanding_fen=outstanding, released_fen=released_fen, rounds=rounds, debtors=debtors, queries=queries,
    last_query_on=last_query_on,
)  # fmt: skip

LEDGER = Survey(
    "ledger", "案件台账", "Ledger of every case",
    is_open=is_open, is_parked=is_parked, opened_on=opened_on, closed_on=closed_on, used_days=used_days,
    claimed_fen=claimed_fen, collected_fen=collected, released_fen=released_fen, rounds=rounds, debtors=debtors,
    queries=queries, last_query_on=last_query_on,
)  # fmt: skip

TWO_CONDITIONS = Rule(
    "two_conditions", "终本的两项前提", "Two of the conditions of a current termination",
    (three_months_have_passed, network_was_queried), guards=RoundTerminated,
)  # fmt: skip


def answers(log: Log, roll: Roll) -> list[Any]:
    """A roll as data to compare: the id of each case, and what it answers."""
    ids = {number: id for id, number in log.streams_of("case").items()}
    columns = [column.tolist() for column in roll.columns.values()]
    return [[ids[number], *found] for number, *found in zip(roll.streams.tolist(), *columns, strict=True)]
