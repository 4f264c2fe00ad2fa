"""Whether a docket can be relied on just now, in milliseconds."""

import json
import os
import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import casestream
from cases import applied, applying, envelope
from casestream import health
from casestream.docket import Docket
from casestream.doctor import examine_quickly
from casestream.kernel import Case
from casestream.store.note import Signer
from casestream.testing import CLERK
from conftest import Clock
from test_cli import run
from test_live import OPENED, STUMBLING

Usage = namedtuple("Usage", "total used free")


def found(docket: Docket) -> dict[str, tuple[bool, str]]:
    """Each check by its name, in English."""
    return {check.en: (check.ok, check.found_en) for check in docket.health()}


def test_a_sound_docket_is_sound_in_every_respect(docket: Docket) -> None:
    docket.handle(applying(1), CLERK)
    checks = docket.health()
    assert [check.ok for check in checks] == [True] * 4
    assert (checks[0].found_zh, checks[1].found_zh, checks[2].found_zh) == ("最后位置 3", "full/wal", "是")
    assert checks[3].found_en.endswith(" MiB")


def test_a_docket_in_memory_has_neither_disk_nor_views() -> None:
    with casestream.open() as docket:
        assert len(docket.health()) == 2


def test_a_disk_that_is_nearly_full_is_told(docket: Docket, monkeypatch: pytest.MonkeyPatch) -> None:
    least = health.LEAST_FREE_BYTES
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10 * least, 9 * least, least))
    assert found(docket)["disk space"] == (True, "256 MiB")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10 * least, 9 * least, least - 1))
    assert found(docket)["disk space"] == (False, "255 MiB")


def test_a_docket_that_can_only_be_read_is_told(docket: Docket, monkeypatch: pytest.MonkeyPatch) -> None:
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and access(path, mode))
    assert found(docket)["can be written"] == (False, "read-only")


def test_a_view_behind_for_too_long_or_with_streams_set_aside_is_told(docket: Docket, clock: Clock) -> None:
    with docket.live(OPENED) as view, docket.live(STUMBLING) as stumbling:
        docket.log.append(Case("bad"), [applied(claimed_fen=666)], envelope("1"))
        view.catch_up()
        stumbling.catch_up()
        assert found(docket)["live view rounds"] == (True, "0 records and 0.0 s behind; 0 streams set aside")
        assert found(docket)["live view stumbling"] == (False, "0 records and 0.0 s behind; 1 streams set aside")
        docket.handle(applying(1), CLERK)
        clock.now += timedelta(seconds=60)
        assert found(docket)["live view rounds"] == (True, "3 records and 60.0 s behind; 0 streams set aside")
        clock.now += timedelta(seconds=1)
        assert found(docket)["live view rounds"][0] is False


def test_views_that_cannot_be_read_are_told(docket: Docket, place: Path) -> None:
    Path(f"{place}.live").write_bytes(b"no database at all" * 1_000)
    ok, said = found(docket)["live views"]
    assert (ok, "not a database" in said) == (False, True)


def test_what_no_checkpoint_covers_is_told(docket: Docket) -> None:
    docket.handle(applying(1), CLERK)
    docket.checkpoint(Signer.new("court"))
    assert found(docket)["checkpoint"] == (True, "signed up to 3; 0 records since")
    docket.handle(applying(2), CLERK)
    assert found(docket)["checkpoint"] == (True, "signed up to 3; 3 records since")


def test_what_is_no_docket_is_told_and_not_raised(tmp_path: Path) -> None:
    (check,) = examine_quickly(str(tmp_path / "none.db"))
    assert not check.ok
    assert "CS201" in check.found_en


def test_the_command_line_tells_it_and_says_so_by_its_exit_code(docket: Docket, place: Path) -> None:
    docket.handle(applying(1), CLERK)
    good = run("doctor", "--quick", str(place), "--json")
    checks: list[dict[str, Any]] = json.loads(good.stdout)
    assert (good.returncode, [check["ok"] for check in checks]) == (0, [True] * 4)
    bad = run("doctor", "--quick", str(place.with_name("none.db")), "--lang", "en")
    assert (bad.returncode, bad.stdout[0]) == (1, "×")
