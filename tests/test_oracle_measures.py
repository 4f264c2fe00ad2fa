"""Every other report says what an independent oracle counts by hand: on whole simulated lives, and on anything at all."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import casestream
import oracle
import oracle_measures
from cases import envelope
from casestream.audit.qualification import qualification
from casestream.docket import Docket
from casestream.importing.reading import as_line
from casestream.kernel import Case, Event
from casestream.kernel.calendar import Calendar
from casestream.kernel.event import EVENTS, Annulled, Corrected, Record, evolve
from casestream.procedures.asset_search import ClueReceived, OfflineSearched
from casestream.procedures.rounds import Origin, RoundOpened
from casestream.replay import Rate, Table
from casestream.testing.life import plan_life, sample_settings
from casestream.testing.simulator import StoryClock, play
from casestream.testing.strategies import events
from oracle import Fact, Figures
from oracle_measures import Log

EXAMPLES = int(os.environ.get("CASESTREAM_EXAMPLES", "40"))
tried = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
COURT = "内0624"
ALWAYS = (date(2016, 1, 1), date(2026, 12, 31))
PERIODS = (ALWAYS, (date(2023, 7, 1), date(2024, 3, 31)), (date(2024, 1, 1), date(2024, 6, 30)))
GROUPS: dict[str, tuple[Any, Callable[[Fact], str]]] = {
    "rounds": ("round_type", oracle.by_type), **dict.fromkeys(oracle_measures.TABLES.keys() - {"rounds"}, ("court", oracle.by_court))
}  # fmt: skip


@pytest.fixture(scope="module", params=[1, 7])
def lives(request: pytest.FixtureRequest) -> Iterator[tuple[Docket, Log]]:
    """Whole lives, in which nearly every procedure occurs, and what the oracle reads of them."""
    clock = StoryClock()
    with casestream.open(clock=clock, settings=sample_settings()) as docket:
        scripts = plan_life(COURT, date(2023, 1, 1), date(2023, 12, 31), 200, seed=request.param)
        play(docket, clock, scripts, label="oracle")
        yield docket, facts(docket)


MARRED = (
    "notice.issued", "notice.property_report_ordered", "asset_search.network_scope_returned", "asset_search.offline_searched",
    "asset_search.clue_verified", "asset_search.asset_ruled_unenforceable", "control.asset_disposed", "control.asset_released",
    "credit.consumption_restricted", "credit.listed", "credit.not_listable", "termination.interview_held",
    "termination.applicant_confirmed", "filing.applicant_left", "filing.debtor_left",
)  # fmt: skip


@pytest.fixture(scope="module")
def marred() -> Iterator[Docket]:
    """Lives in which, after the 终本, one or another of the things that it rests on turned out never to have happened."""
    clock, random = StoryClock(), Random(5)
    with casestream.open(clock=clock, settings=sample_settings()) as docket:
        play(docket, clock, plan_life(COURT, date(2023, 1, 1), date(2023, 12, 31), 200, seed=1), label="marred")
        for stream in docket.cases():
            history = docket.history(stream)
            if any(record.type == "termination.round_terminated" for record in history):
                there = [record for record in history if record.type in MARRED]
                chosen = random.sample(there, min(len(there), random.randrange(4)))
                for record in chosen:
                    mend(docket, stream, _mended(record, history[-1].on))
        yield docket


def _mended(record: Record, on: date) -> Event:
    """It never happened; or, of a search on the ground, a clue came in that nobody looked into."""
    if not isinstance(record.event, OfflineSearched):
        return Annulled(on=on, of=record.version, reason="误录")
    clue = ClueReceived(on=record.on, clue="漏查线索", urgent=False, verify_by=record.on, calendar="")
    return Corrected(on=on, of=record.version, event=clue, reason="误录")


def mend(docket: Docket, stream: str, happened: Event) -> None:
    case = docket.log.case(stream)
    docket.log.append(case, [happened], envelope(f"{stream}/{case.version}", recorded_at=NOW))


def facts(docket: Docket) -> Log:
    return oracle.facts(as_line(record, docket.log.codec) for record in docket.log.records())


def differences(docket: Docket, log: Log, report: str, since: date, until: date, engine: str = "columns") -> list[str]:
    """Everything that a report says otherwise than the oracle."""
    dimension, group = GROUPS[report]
    table = docket.report(report, since=since, until=until, by=(dimension,), engine=engine)
    assert isinstance(table, Table)
    wanted = oracle_measures.figures(report, log, since, until, group)
    told = {row.group[0]: dict(row.cells) for row in table.rows}
    found = [
        f"{group}: no row, {name} {number}"
        for name, groups in wanted.items()
        for group, number in groups.items()
        if number and group not in told
    ]
    for name in told:
        found += [f"{report} {name}: {each}" for each in wrong(report, told[name], wanted, name)]
    return found


def wrong(report: str, cells: dict[str, Any], wanted: Figures, group: str) -> Iterator[str]:
    rates = oracle_measures.RATES[report]
    for name, cell in cells.items():
        if isinstance(cell, Rate):
            over, under = (wanted[part][group] if part in wanted else 0 for part in rates[name])
            if (cell.numerator, cell.denominator) != (over, under):
                yield f"{name} {cell.numerator}/{cell.denominator} not {over}/{under}"
        else:
            number = wanted[name][group] if name in wanted else 0
            if cell != number:
                yield f"{name} {cell} not {number}"


# --- whole lives ---


@pytest.mark.parametrize("period", PERIODS, ids=str)
@pytest.mark.parametrize("report", oracle_measures.TABLES)
def test_the_oracle_counts_the_same_in_every_report(
    report: str, period: tuple[date, date], lives: tuple[Docket, Log]
) -> None:
    assert differences(*lives, report, *period) == []


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_the_oracle_counts_the_same_among_the_indicators(period: tuple[date, date], lives: tuple[Docket, Log]) -> None:
    docket, log = lives
    table = docket.report("indicators", since=period[0], until=period[1])
    assert isinstance(table, Table)
    count = oracle.Count(oracle.by_court)
    oracle_measures.counted(oracle_measures.PRESERVATION, log, *period, count)
    wanted = {
        **count.figures, **oracle_measures.overdue_nodes(log, *period, oracle.by_court, Calendar().is_working_day)
    }  # fmt: skip
    names = {*oracle_measures.PRESERVATION, "overdue_nodes_first", "overdue_nodes_local_first"}
    found = [
        f"{row.group} {name} {row[name]}"
        for row in table.rows
        for name in sorted(names)
        if row[name] != (wanted[name][row.group[0]] if name in wanted else 0)
    ]
    assert found == []
    assert period != ALWAYS or sum(wanted["overdue_nodes_first"].values()) > 0


def test_the_oracle_finds_the_same_terminations_qualified(lives: tuple[Docket, Log]) -> None:
    docket, log = lives
    found = qualification(docket.recheck_all(rules=("termination",)).judged)
    failed = [items for _, items in oracle_measures.terminations(log)]
    assert {each.item.number: each.failed for each in found.items} == {
        number: sum(number in items for items in failed) for number in range(1, 10)
    }
    wanted = nine_items(log)
    assert found.rate == Rate(wanted["qualified_nine"], wanted["terminations"])
    assert wanted["terminations"] > 10


def nine_items(log: Log) -> Counter[str]:
    """What the oracle counts of 终本 over the whole time, in all courts."""
    return Counter({
        name: sum(groups.values())
        for name, groups in oracle_measures.qualified(log, *ALWAYS, oracle.by_court).items()
    })  # fmt: skip


def test_the_oracle_finds_the_same_items_failed_where_something_never_happened(marred: Docket) -> None:
    """Each item fails somewhere but the ninth: what is still owed is written in the ruling."""
    log = facts(marred)
    found = marred.recheck_all(rules=("termination",)).judged
    failed = Counter(number for _, items in oracle_measures.terminations(log) for number in items)
    assert {each.item.number: each.failed for each in qualification(found).items if each.failed} == dict(failed)
    assert failed.keys() == set(range(1, 9))
    wanted = nine_items(log)
    rates = [
        Rate(wanted["qualified_nine"], wanted["terminations"]),
        Rate(wanted["qualified_nine_first"], wanted["terminations_first"]),
    ]
    assert [qualification(found).rate, qualification(found).rate_without_resumed] == rates
    for engine in ("columns", "rows"):
        table = marred.report("indicators", by=(), engine=engine)
        assert isinstance(table, Table)
        assert [table.rows[0][name] for name in ("qualified_rate_nine", "qualified_rate_nine_first")] == rates
    assert 0 < rates[0].numerator < rates[0].denominator


# --- anything at all ---

KINDS = [
    EVENTS.by_name[name]
    for name in sorted(
        {type for table in oracle_measures.TABLES.values() for type, _, _ in table.values()}
        | {"petition.progressed", "cross.accepted", "cross.progress_reported"}
    )
    if name not in ("round.opened", "petition.received")
]
IN_CASES = [kind for kind in KINDS if kind.stream == "case" and not kind.name.startswith(("review.", "preservation."))]


@st.composite
def logs(draw: st.DrawFn) -> list[list[Event]]:
    """A few cases with anything that the reports count, on any days, some of it annulled."""
    cases = []
    for number in range(draw(st.integers(1, 3))):
        happened: list[Event] = []
        for turn in range(draw(st.integers(1, 2))):
            day = draw(st.dates(date(2023, 6, 1), date(2024, 9, 1)))
            court = draw(st.sampled_from(("内0624", "内0623")))
            opened = f"（{day.year}）{court}执{number * 10 + turn + 1}号"
            happened.append(RoundOpened(on=day, number=opened, court=court, origin=Origin.FILED, claimed_fen=1))
            for kind in draw(st.lists(st.sampled_from(IN_CASES), max_size=8)):
                on = draw(st.dates(date(2023, 6, 1), date(2024, 9, 1)))
                happened.append(evolve(draw(events(kind.event_class)), on=on))
        for version in range(2, len(happened) + 1):
            if not isinstance(happened[version - 1], RoundOpened) and draw(st.integers(0, 9)) == 0:
                happened.append(Annulled(on=date(2024, 9, 1), of=version, reason="误录"))
        cases.append(happened)
    return cases


@tried
@given(logs(), st.sampled_from(PERIODS), st.sampled_from(("columns", "rows")))
def test_the_oracle_counts_the_same_on_anything(
    drawn: list[list[Event]], period: tuple[date, date], engine: str
) -> None:
    with casestream.open(clock=lambda: NOW) as docket:
        for number, happened in enumerate(drawn):
            case = Case(f"案{number}", "case")
            for n, each in enumerate(happened):
                docket.log.append(case, [each], envelope(f"{case.id}/{n}", recorded_at=NOW))
                case.apply(each)
                case.version += 1
        log = facts(docket)
        for report in ("coercion", "credit", "cross", "linkage", "pre_enforcement"):
            assert differences(docket, log, report, *period, engine) == []


def test_the_oracle_finds_what_was_not_counted(lives: tuple[Docket, Log], monkeypatch: pytest.MonkeyPatch) -> None:
    """A negative control: with a figure reckoned otherwise the reports differ."""
    assert differences(*lives, "coercion", *ALWAYS) == []
    monkeypatch.setitem(oracle_measures.COERCION, "detained", oracle_measures.COERCION["fines"])
    assert differences(*lives, "coercion", *ALWAYS) != []
