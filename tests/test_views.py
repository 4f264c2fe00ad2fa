"""Views: a result in use stays what it is until another is chosen, and the choice is on the disk when it is made."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import casestream
from casestream.docket import Docket
from casestream.kernel import Count, Projection
from casestream.kernel.calendar import COURT_TIME
from casestream.kernel.errors import BadRequest, StoreFailed
from casestream.procedures.rounds import RoundClosed, RoundOpened
from casestream.replay import Table
from casestream.replay.table import ReplayReceipt
from casestream.replay.views import CURRENT, View, differences
from conftest import Demo
from test_cli import run

MINE = Projection("mine", "我的", "mine", ("court",), opened=Count(RoundOpened, zh="立案", en="Opened"))
MINE_TOO = Projection("mine", "我的", "mine", ("court",), opened=Count(RoundClosed, zh="立案", en="Opened"))
EARLIER = datetime(2025, 6, 1, tzinfo=COURT_TIME)


@pytest.fixture
def docket(demo: Demo, tmp_path: Path) -> Iterator[Docket]:
    """The demo's docket in a folder of its own."""
    shutil.copy(demo.place, tmp_path / "demo.db")
    with casestream.open(tmp_path / "demo.db") as opened:
        yield opened


def receipt_of(table: Table) -> ReplayReceipt:
    assert table.receipt is not None
    return table.receipt


def digest(kept: dict[str, Any] | None) -> str:
    assert kept is not None
    assert kept["receipt"]["digest"] == kept["table"]["digest"]
    return str(kept["table"]["digest"])


def kept(docket: Docket, table: Table) -> View:
    """The view of a table, which is kept in it."""
    view = View.of(docket.log, receipt_of(table))
    view.keep(table, receipt_of(table))
    return view


def test_a_view_is_rebuilt_beside_compared_and_switched(docket: Docket) -> None:
    before, after = docket.replay(MINE), docket.replay(MINE_TOO)
    view = kept(docket, before)
    assert view.current() is None
    view.switch(receipt_of(before))
    assert kept(docket, after) == view
    in_use, beside = view.current(), view.beside(receipt_of(after))
    assert digest(in_use) == before.digest()
    assert in_use is not None
    assert beside is not None
    assert [(each.measure, each.group) for each in differences(in_use, beside)] == [("opened", ("内0624",))]
    view.switch(receipt_of(after))
    assert digest(view.current()) == after.digest()


def test_what_is_kept_leaves_the_one_in_use_as_it_is_whatever_its_horizon(docket: Docket) -> None:
    whole, known = docket.replay(MINE), docket.replay(MINE, known_at=EARLIER)
    view = kept(docket, whole)
    view.switch(receipt_of(whole))
    assert kept(docket, known) == view
    assert whole.digest() != known.digest() == digest(view.beside(receipt_of(known)))
    assert digest(view.current()) == digest(view.beside(receipt_of(whole))) == whole.digest()
    other_day = docket.replay(MINE, as_of=date(2025, 3, 1))
    assert kept(docket, other_day) != view  # Another legal day is another question, as another period is.
    assert digest(view.current()) == whole.digest()


def test_another_result_of_the_same_question_over_the_same_records_does_not_take_its_place(docket: Docket) -> None:
    first = docket.replay(MINE)
    view = kept(docket, first)
    view.switch(receipt_of(first))
    second = Table(first.projection, (), first.scope)  # As an engine with a fault would give it.
    receipt = ReplayReceipt(**{**receipt_of(first).as_dict(), "digest": second.digest()})
    view.keep(second, receipt)
    assert digest(view.current()) == first.digest()
    assert digest(view.beside(receipt)) == second.digest()


def test_there_is_no_switching_to_what_was_not_kept_nor_a_view_of_a_docket_in_memory(docket: Docket) -> None:
    table = docket.replay(MINE)
    view = View.of(docket.log, receipt_of(table))
    with pytest.raises(BadRequest, match="--beside"):
        view.switch(receipt_of(table))
    assert view.beside(receipt_of(table)) is None
    with casestream.open() as memory, pytest.raises(BadRequest):
        View.of(memory.log, receipt_of(memory.replay(MINE)))


def test_a_switch_is_on_the_disk_before_it_is_told(docket: Docket, monkeypatch: pytest.MonkeyPatch) -> None:
    table = docket.replay(MINE)
    view = kept(docket, table)
    written: list[
        tuple[int, bool]
    ] = []  # What is written through to the disk, and whether the choice was visible then.
    really = os.fsync

    def fsync(handle: int) -> None:
        really(handle)
        written.append((os.fstat(handle).st_ino, (view.folder / CURRENT).exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    view.switch(receipt_of(table))
    assert written == [((view.folder / CURRENT).stat().st_ino, False), (view.folder.stat().st_ino, True)]
    assert not list(view.folder.glob("*.half*"))


def test_a_first_result_is_on_the_disk_with_the_folders_made_for_it(
    docket: Docket, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    flushed: set[int] = set()
    really = os.fsync

    def fsync(handle: int) -> None:
        really(handle)
        flushed.add(os.fstat(handle).st_ino)

    monkeypatch.setattr(os, "fsync", fsync)
    view = kept(docket, docket.replay(MINE))
    for folder in (view.folder, view.folder.parent, view.folder.parent.parent):
        assert folder.stat().st_ino in flushed


@pytest.mark.parametrize("fault", ["gone", "cut short"])
def test_a_result_in_use_that_cannot_be_read_is_told_by_its_file(docket: Docket, fault: str) -> None:
    table = docket.replay(MINE)
    view = kept(docket, table)
    view.switch(receipt_of(table))
    (in_use,) = view.folder.glob("*.json")
    in_use.unlink() if fault == "gone" else os.truncate(in_use, 40)
    with pytest.raises(StoreFailed, match=in_use.name):
        view.current()


def test_the_command_line_tells_what_a_changed_projection_changes(docket: Docket) -> None:
    place = docket.log.place
    period = ("--since", "2025-01-01", "--until", "2025-09-16", "--lang", "en")
    first = run("replay", "court", place, "--switch", *period)
    assert first.returncode == 0
    assert "no result was in use before" in first.stdout
    again = run("replay", "court", place, "--beside", *period)
    assert again.returncode == 0
    assert "no difference from the result in use" in again.stdout
    pointer = next(Path(f"{place}.views").glob(f"*/{CURRENT}"))
    in_use = pointer.with_name(pointer.read_text().strip() + ".json")
    in_use.write_text(in_use.read_text(encoding="utf-8").replace('"closed": 2509', '"closed": 2508'), encoding="utf-8")
    second = run("replay", "court", place, "--beside", *period)
    assert second.returncode == 1
    assert re.search(r"closed +2508 +2509", second.stdout)


def test_the_command_line_compares_what_was_known_with_what_is_in_use_and_leaves_that_in_use(docket: Docket) -> None:
    place = docket.log.place
    assert run("replay", "court", place, "--switch").returncode == 0
    pointer = next(Path(f"{place}.views").glob(f"*/{CURRENT}"))
    in_use = pointer.with_name(pointer.read_text().strip() + ".json")
    before = in_use.read_bytes()
    for _ in range(2):  # The second time it is compared with what is in use, too, not with the first.
        done = run("replay", "court", place, "--beside", "--known-at", EARLIER.isoformat(), "--json")
        assert done.returncode == 1
        assert json.loads(done.stdout)["differences"]
    assert in_use.read_bytes() == before
    assert pointer.with_name(pointer.read_text().strip() + ".json") == in_use


def test_a_view_that_cannot_be_written_says_so(docket: Docket) -> None:
    Path(f"{docket.log.place}.views").write_text("")  # A folder cannot be made here, whoever asks.
    done = run("replay", "hotline", docket.log.place, "--beside", "--lang", "en")
    assert done.returncode == 2
    assert re.search(r"\[CS203\] the view .* cannot be written: .*permission", done.stderr)
