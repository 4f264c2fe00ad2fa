"""The demo tells the page's cases and replays to the published table; nothing it prints is written down in advance."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import casestream
from casestream.demo import PERIOD, Story, play
from casestream.demo.page import SETTINGS
from casestream.kernel.errors import NotWritable, Refused
from casestream.procedures.rounds import ClosingMode
from casestream.procedures.termination import MAY_TERMINATE
from casestream.replay import Rate, Table
from casestream.reports.render import table_text
from casestream.reports.state import case_state
from casestream.reports.statistics import COURT
from casestream.reports.timeline import timeline
from casestream.testing.simulator import StoryClock
from casestream.testing.simulator import play as play_scripts
from conftest import Demo

SINCE, UNTIL = PERIOD


@pytest.fixture(scope="module")
def story(demo: Demo) -> Story:
    return demo.story


@pytest.fixture(scope="module")
def docket(demo: Demo) -> Iterator[casestream.Docket]:
    with casestream.open(demo.place, create=False) as docket:
        yield docket


def cells(story: Story, court: str) -> dict[str, Any]:
    return dict(next(row for row in story.court.rows if row.group == (court,)).cells)


def test_the_year_replays_to_the_published_table(story: Story) -> None:
    row = cells(story, "内0624")
    assert (row["accepted"], row["closed"]) == (2_895, 2_509)
    assert str(row["closing_rate"]) == "86.67%"
    assert str(row["completion_rate"]) == "58.26%"
    assert str(row["collection_rate"]) == "68.96%"
    assert round(row["collected_first"] / 10_000_000_000, 2) == 2.71
    assert row["pending"] == row["accepted"] - row["closed"]


def test_no_whole_number_over_the_headline_totals_gives_the_published_completion_rate() -> None:
    for denominator in (2_895, 2_509):
        assert all(str(Rate(numerator, denominator)) != "58.26%" for numerator in range(denominator + 1))
    assert str(Rate(1_270, 2_180)) == "58.26%"


def test_the_hotline_replays_to_the_published_counts(story: Story) -> None:
    row = story.hotline.rows[0]
    counts = [row[name] for name in ("dispatches", "officers", "compelled", "detained", "closed", "collected")]
    assert counts == [421, 856, 277, 99, 57, 535_000_000]


def test_the_reference_engine_gives_the_same_tables(story: Story, docket: casestream.Docket) -> None:
    assert docket.report("court", since=SINCE, until=UNTIL, engine="rows").digest() == story.court.digest()
    assert docket.report("hotline", until=UNTIL, engine="rows").digest() == story.hotline.digest()


def test_every_termination_but_that_of_the_register_passes_again_in_both_engines(docket: casestream.Docket) -> None:
    found = docket.recheck(MAY_TERMINATE, engine="rows")
    assert found == docket.recheck(MAY_TERMINATE, engine="columns")
    assert {(finding.stream, finding.on) for finding in found} == {("（2018）内0624民初3117号", date(2019, 4, 22))}


def test_the_old_case_is_taken_in_as_it_was_and_found_fault_with(story: Story, docket: casestream.Docket) -> None:
    taken_in = story.register
    assert (taken_in.written, taken_in.problem_count) == (taken_in.facts, 0)
    assert case_state(docket.case("（2019）内0624执208号")).closed_as is ClosingMode.SATISFIED
    terminated = [found for found in taken_in.findings if found["rule"] == "termination"]
    assert {"three_months_have_passed", "interview_was_held"} <= {found["condition"] for found in terminated}
    assert len(terminated) == len(docket.recheck(MAY_TERMINATE))
    assert len(docket.recheck_all().findings) == taken_in.finding_count
    for lang in ("zh", "en"):
        assert str(taken_in.finding_count) in story.text(lang).split("\n\n")[-2]


def test_the_unlawful_step_was_refused_with_its_articles_and_nothing_written(story: Story) -> None:
    told = next(told for told in story.told if told.chapter.letter == "B")
    assert told.refusal is not None
    names = {unmet.condition.name for unmet in told.refusal.unmet}
    assert {"three_months_have_passed", "interview_was_held", "ending_is_endorsed"} <= names
    tried_on = told.chapter.tried.on if told.chapter.tried else None
    assert all(record.on != tried_on for record in told.records)


def test_the_cases_end_as_the_page_says(story: Story) -> None:
    states = {told.chapter.letter: told.state for told in story.told}
    assert {letter: states[letter]["closed_as"] for letter in "ABC"} == dict.fromkeys("ABC", "satisfied")
    assert states["B"]["collected_fen"] == 4_000_000
    assert states["C"]["rounds"] == ("（2021）内0623执88号", "（2025）内0624执501号")
    assert states["C"]["collected_fen"] == 2_800_000
    assert next(told for told in story.told if told.chapter.letter == "D").suspended == 96


def test_the_transferred_case_counts_in_the_new_court_only(story: Story) -> None:
    row = cells(story, "内0623")
    assert (row["struck_off"], row["accepted"], row["closed"]) == (1, 0, 0)


def test_goods_settle_a_case_without_a_ruling_of_set_off(story: Story) -> None:
    told = next(told for told in story.told if told.chapter.letter == "C")
    types = [record.type for record in told.records]
    assert "settlement.performed" in types
    assert "proceeds.set_off_ruled" not in types


def test_it_tells_both_languages(story: Story) -> None:
    assert "不予准许" in story.text("zh")
    assert "Refused" in story.text("en")
    for told in story.told:
        assert all(line["label"] for line in timeline(told.records, "en"))


def test_it_is_the_same_every_time(story: Story, tmp_path: Path) -> None:
    again = play(str(tmp_path / "again.db"))
    assert json.dumps(again.as_dict() | {"place": ""}) == json.dumps(story.as_dict() | {"place": ""})


def test_no_heading_has_a_figure_that_was_not_replayed(story: Story) -> None:
    for told in story.told:
        for heading in (told.chapter.zh, told.chapter.en):
            assert not re.search(r"[0-9一二三四五六七八九十]|four", heading), heading
    b, c, d = story.told[1:]
    assert "40,000.00 元" in b.heading("zh")
    assert "28,000.00 yuan — 4 years elsewhere" in c.heading("en")
    assert "（96 件）" in d.heading("zh")
    assert d.linked == d.suspended
    assert "41.00 yuan" in evolve(b, state=b.state | {"claimed_fen": 4_100}).heading("en")
    assert "（95 件）" in evolve(d, linked=95).heading("zh")


def test_a_story_that_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play(str(tmp_path / "demo.db"), tell=stop)
    assert list(tmp_path.iterdir()) == []


def test_it_needs_a_place_that_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(NotWritable):
        play(str(tmp_path / "nowhere" / "demo.db"))


def test_it_overwrites_nothing(demo: Demo) -> None:
    with pytest.raises(NotWritable):
        play(demo.place)
    assert Path(demo.place).stat().st_size > 0


def test_the_report_reconciles_month_by_month(docket: casestream.Docket) -> None:
    months = docket.replay(COURT.grouped(("court", "month")), since=SINCE, until=UNTIL)
    received = sum(row["received"] for row in table_rows(months, "内0624"))
    assert received == cells_of(docket)["received"]


def table_rows(table: Table, court: str) -> list[dict[str, Any]]:
    return [dict(row.cells) for row in table.rows if row.group[0] == court]


def cells_of(docket: casestream.Docket) -> dict[str, Any]:
    table = docket.replay(COURT, since=SINCE, until=UNTIL)
    return dict(next(row for row in table.rows if row.group == ("内0624",)).cells)


def test_month_by_month_each_opening_is_the_pending_of_the_month_before(docket: casestream.Docket) -> None:
    table = docket.report("court", since=SINCE, until=UNTIL, by=("court", "month"))
    assert isinstance(table, Table)
    months = table_rows(table, "内0624")
    whole = cells_of(docket)
    assert len(months) == 9
    assert [month["opening"] for month in months[1:]] == [month["pending"] for month in months[:-1]]
    assert (months[0]["opening"], months[-1]["pending"]) == (whole["opening"], whole["pending"])
    assert sum(month["closed"] for month in months) == whole["closed"]
    for month in months:
        rate = month["closing_rate"]
        assert isinstance(rate, Rate)
        assert 0 <= rate.numerator <= rate.denominator


def test_a_report_says_which_period_it_covers(docket: casestream.Docket) -> None:
    table = docket.report("court", since=SINCE, until=UNTIL)
    assert isinstance(table, Table)
    assert (table.as_dict()["since"], table.as_dict()["until"]) == ("2025-01-01", "2025-09-16")
    assert "2025-01-01 至 2025-09-16" in table_text(table).splitlines()[0]
    everything = docket.report("court", by=("year",))
    assert isinstance(everything, Table)
    assert [row.group for row in everything.rows] == [(str(year),) for year in range(2019, 2026)]
    assert "the whole log" in table_text(everything, "en")


SYSTEMS = [
    line.split("|")[1].strip()
    for line in (Path(__file__).parent.parent / "docs/systems.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
][1:]


def test_each_of_the_pages_systems_is_seen_at_work(story: Story) -> None:
    assert sorted(system for told in story.systems for system in told.scene.systems) == sorted(SYSTEMS)
    for told in story.systems:
        assert {type(record.event) for record in told.records} == set(told.scene.shown), told.scene.en
        assert [record.on for record in told.records] == sorted(record.on for record in told.records)


def test_the_unlawful_step_of_each_scene_is_refused_by_the_law_and_leaves_no_trace(story: Story) -> None:
    for told in story.systems:
        tried, by = told.scene.tried
        clock = StoryClock()
        with casestream.open(clock=clock, settings=SETTINGS) as docket:
            play_scripts(docket, clock, told.scene.scripts, label=told.scene.en, until=tried.on)
            clock.day, before = tried.on, docket.log.last_position()
            with pytest.raises(Refused) as refused:
                docket.handle(tried, by)
            assert docket.log.last_position() == before
        assert refused.value.as_dict() == told.refusal.as_dict()
        assert told.refusal.unmet[0].condition.zh in told.said_no("zh")
        assert all(unmet.article for unmet in told.refusal.unmet), told.scene.en


def test_each_scene_is_told_in_both_languages_and_within_the_page(story: Story) -> None:
    zh, en = story.text("zh"), story.text("en")
    for told in story.systems:
        assert all(system in zh for system in told.scene.systems)
        assert told.scene.en in en
        assert bool(told.figure["zh"]) == bool(told.figure["en"]) == bool(told.scene.figure)
        assert not re.search(r"=(True|False)\b", "\n".join(told.lines("zh")))
