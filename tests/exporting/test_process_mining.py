"""Real process-mining tools open what we export, count what the log holds, and find that lives keep to the declared order."""

import gzip
import re
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from casestream.docket import Docket
from casestream.exporting import Selection, export
from casestream.exporting.selection import stream_kinds
from casestream.kernel.event import EVENTS
from casestream.reports.lifecycle import lifecycle
from exporting.lives import CALL, standing

pm4py: Any = pytest.importorskip("pm4py")
pytestmark = pytest.mark.filterwarnings("ignore")  # What a tool warns of in its own code is not ours.

OPEN = Selection(unmasked=True)
PAIRS = sorted(
    {
        (EVENTS[before.event].name, place.event_type.name)
        for place in lifecycle()
        if place.event_type.stream == "case"
        for before in place.before
        if before.always and EVENTS[before.event].stream == "case"
    }
)


@pytest.fixture(scope="module")
def xes(docket_of_lives: Docket, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("xes") / "lives.xes.gz"
    export(docket_of_lives, "xes", path, OPEN, lang="en")
    return path


def read(path: Path) -> Any:
    """An event log as pm4py has it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pm4py.read_xes(str(path), show_progress_bar=False)


def deviating(frame: Any) -> list[str]:
    """The traces in which something happened before what always comes before it."""
    model = {"precedence": {pair: {"support": 1, "confidence": 1.0} for pair in PAIRS}}
    found = pm4py.conformance_declare(frame, model, activity_key="cs:type", return_diagnostics_dataframe=True)
    return sorted(found.loc[found["no_dev_total"] > 0, "case_id"])


def test_pm4py_counts_the_events_and_cases_of_the_log(docket_of_lives: Docket, xes: Path) -> None:
    frame = read(xes)
    expected = standing(docket_of_lives, ("case",))
    assert Counter(frame["case:concept:name"]) == {stream: len(records) for stream, records in expected.items()}
    assert Counter(frame["cs:type"]) == Counter(record.type for records in expected.values() for record in records)
    assert Counter(frame["concept:name"]) == Counter(
        EVENTS.by_name[record.type].en for records in expected.values() for record in records
    )
    for stream, records in expected.items():
        trace = frame[frame["case:concept:name"] == stream]
        assert list(trace["cs:version"]) == [record.version for record in records]
        days = [moment.tz_convert("Asia/Shanghai").date() for moment in trace["time:timestamp"]]
        assert days == [record.on for record in records]


def test_corrections_are_told_as_they_stand(docket_of_lives: Docket, tmp_path: Path) -> None:
    export(docket_of_lives, "xes", tmp_path / "calls.xes.gz", Selection(stream=CALL))
    frame = read(tmp_path / "calls.xes.gz")
    (dispatch,) = frame[frame["cs:type"] == "hotline.dispatched"].to_dict("records")
    assert dispatch["officers"] == 2  # Twenty, as it was first written.
    assert "hotline.reported" not in set(frame["cs:type"])  # Annulled.


def mutilated(text: str) -> tuple[str, str]:
    """A log from one trace of which an event was taken that always comes before another one there; and that trace's name."""
    for trace in re.findall(r"<trace>.*?</trace>", text, re.S):
        types = re.findall(r'"cs:type" value="([^"]*)"', trace)
        for before, after in PAIRS:
            if before in types and after in types:
                event = rf'<event>(?:(?!</event>).)*"cs:type" value="{re.escape(before)}".*?</event>'
                name = re.search(r'"concept:name" value="([^"]*)"', trace)
                assert name
                return text.replace(trace, re.sub(event, "", trace)), name[1]
    raise AssertionError("nothing in these lives has anything before it")


def test_lives_keep_to_the_declared_order_and_a_mutilated_one_is_found(xes: Path, tmp_path: Path) -> None:
    assert len(PAIRS) > 50
    assert deviating(read(xes)) == []
    text, trace = mutilated(gzip.decompress(xes.read_bytes()).decode())
    (tmp_path / "mutilated.xes.gz").write_bytes(gzip.compress(text.encode()))
    assert deviating(read(tmp_path / "mutilated.xes.gz")) == [trace]


@pytest.mark.parametrize("form", ["ocel", "ocel-sqlite"])
def test_object_centric_logs_hold_the_same_events_and_objects(
    form: str, docket_of_lives: Docket, tmp_path: Path
) -> None:
    path = tmp_path / ("lives.jsonocel" if form == "ocel" else "lives.sqlite")
    export(docket_of_lives, form, path, OPEN)
    log = (pm4py.read_ocel2_json if form == "ocel" else pm4py.read_ocel2_sqlite)(str(path))
    expected = standing(docket_of_lives, tuple(stream_kinds()))
    every = [record for records in expected.values() for record in records]
    assert Counter(log.events["ocel:activity"]) == Counter(record.type for record in every)
    objects = Counter(log.objects["ocel:type"])
    assert objects["case"] == len(docket_of_lives.cases())
    assert objects["round"] == len({record.round for record in every if record.round})
    assert objects["court"] == len({record.court for record in every})
    assert objects["party"] > objects["case"]
    assert objects["asset"] > 0
    related = log.relations.groupby("ocel:eid")["ocel:type"].agg(set)
    kinds = set(stream_kinds())
    assert all(types & kinds and "court" in types for types in related)


def test_the_database_keeps_every_constraint_of_the_standard(docket_of_lives: Docket, tmp_path: Path) -> None:
    from pm4py.objects.ocel.validation import ocel20_rel_validation

    export(docket_of_lives, "ocel-sqlite", tmp_path / "lives.sqlite")
    kept, broken = ocel20_rel_validation.apply(str(tmp_path / "lives.sqlite"))
    assert (len(kept), broken) == (24, [])
