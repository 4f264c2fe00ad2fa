"""Live views give what a replay gives, measure by measure, at every position that they come to, on any log."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from casestream.kernel import Projection
from casestream.kernel.projection import Ratio, Scope
from casestream.replay import Horizon, increment, replay
from casestream.replay.live import LiveView
from casestream.store.log import Log
from casestream.store.tracking import views_beside

from .logs import CORPUS, Step, logs, write
from .projections import EVERYTHING, GROUPINGS, SCOPES, spelled
from .test_parity import few

# A view of one measure counts only what can move that one; of all together, almost everything.
SINGLE = [
    Projection(name, "试", "one", (), **{name: measure})
    for name, measure in EVERYTHING.measures.items()
    if not isinstance(measure, Ratio)
]
READINGS = [(EVERYTHING.grouped(GROUPINGS[at]), SCOPES[scope]) for at, scope in ((0, 0), (7, 4), (9, 1), (16, 3))]


def differences(log: Log, projection: Projection, scope: Scope, page_records: int) -> Iterator[str]:
    """Where a live view that goes on by so many records shows something else than the reference."""
    with LiveView(log, projection, views_beside(log), scope, page_records=page_records) as view:
        while view.step():
            table = view.table()
            assert table.receipt is not None
            position = table.receipt.last_position
            whole = replay(log, projection, engine="rows", scope=scope, horizon=Horizon(last_position=position))
            if table.digest() != whole.digest():
                yield f"{projection.name} by {spelled(projection.by)} {spelled(scope)} at {position}"
        assert view.lag().records == 0


def all_differences(
    log: Log, readings: Sequence[tuple[Projection, Scope]] = READINGS, page_records: int = 3
) -> list[str]:
    return [
        each for projection, scope in readings for each in differences(log, projection, scope, page_records)
    ]  # fmt: skip


@pytest.mark.parametrize("name", CORPUS)
def test_every_measure_is_exact_at_every_position(name: str) -> None:
    with closing(write(Log(), CORPUS[name])) as log:
        assert all_differences(log) == []


@pytest.mark.parametrize("name", [name for name in CORPUS if "interleaved" in name or "correct" in name])
def test_a_measure_by_itself_is_exact_though_most_records_cannot_move_it(name: str) -> None:
    with closing(write(Log(), CORPUS[name])) as log:
        assert all_differences(log, [(each, Scope()) for each in SINGLE], page_records=7) == []


def test_a_server_keeps_every_number_as_memory_does(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with closing(write(Log(cluster.address()), CORPUS["all of them interleaved"])) as log:
        assert all_differences(log, page_records=20) == []


@few
@given(logs(max_size=24))
def test_live_views_agree_on_any_log(steps: list[Step]) -> None:
    with closing(write(Log(), steps)) as log:
        assert all_differences(log, page_records=5) == []


def test_a_view_that_forgot_what_is_mended_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(increment, "MENDING_NAMES", frozenset())
    with closing(write(Log(), CORPUS["corrected and annulled"])) as log:
        assert all_differences(log, [(each, Scope()) for each in SINGLE]) != []


def test_a_view_that_did_not_take_off_what_was_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    change = increment.Increments.change
    monkeypatch.setattr(
        increment.Increments,
        "change",
        lambda self, numbers, records, _, after: change(self, numbers, records, 0, after),
    )
    with closing(write(Log(), CORPUS["spans"])) as log:
        assert all_differences(log) != []


def test_a_whole_log_is_counted_at_once_and_then_goes_on(
    any_place: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    steps = CORPUS["all of them interleaved"]
    with (
        closing(write(Log(any_place), steps[:60])) as log,
        LiveView(log, EVERYTHING, views_beside(log), page_records=10) as view,
    ):
        assert view.catch_up() == 60
        write(log, steps[60:], after=60)
        assert view.catch_up() == len(steps)
        assert view.rebuilt_differently("rows") == []
        assert view.table().digest() == replay(log, EVERYTHING).digest()
