"""What a host sees: lines in its log, spans and measurements; never a person, a case or a payload; nothing where nobody looks."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from cases import applied, applying, assigning, basis, envelope, filing
from casestream.docket import Docket
from casestream.kernel import Case
from casestream.kernel.errors import BadRequest, Refused
from casestream.procedures.termination import TerminateRound
from casestream.testing import CLERK, JUDGE
from test_live import OPENED, STUMBLING

SPANS, METRICS = InMemorySpanExporter(), InMemoryMetricReader()
PERSONAL = ("吴某", "邬某", basis(1), "2800000", "666 fen")


@pytest.fixture(scope="module", autouse=True)
def opentelemetry() -> Iterator[None]:
    """The host has set it up: once in a process is all that it allows."""
    tracing = TracerProvider()
    tracing.add_span_processor(SimpleSpanProcessor(SPANS))
    trace.set_tracer_provider(tracing)
    metering = MeterProvider(metric_readers=[METRICS])
    metrics.set_meter_provider(metering)
    yield
    for part in ("trace", "metrics"):  # The tests that follow are a host that has not set it up.
        del sys.modules[f"opentelemetry.{part}"]
    metering.shutdown()
    tracing.shutdown()


@pytest.fixture(autouse=True)
def anew() -> None:
    SPANS.clear()


def spans(name: str) -> list[ReadableSpan]:
    return [span for span in SPANS.get_finished_spans() if span.name == name]


def measured() -> dict[str, list[Any]]:
    """Every measurement so far, by its name."""
    data = METRICS.get_metrics_data()
    assert data is not None
    return {
        metric.name: list(metric.data.data_points)
        for resource in data.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }


def test_a_command_has_a_span_a_line_and_a_duration(docket: Docket, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "casestream"):
        docket.handle(applying(1), CLERK)
    (span,) = spans("casestream.append")
    assert dict(span.attributes or {}) == {
        "casestream.command": "ApplyForEnforcement", "casestream.events": 3, "casestream.position": 3,
    }  # fmt: skip
    assert span.status.is_unset
    (line,) = [record.getMessage() for record in caplog.records if record.name == "casestream.append"]
    assert line.startswith("append command=ApplyForEnforcement events=3 position=3 seconds=0.")
    found = measured()
    assert sum(point.value for point in found["casestream.events"]) >= 3
    assert found["casestream.append.duration"][0].count >= 1


def test_a_refusal_names_its_conditions_and_nobody(docket: Docket, caplog: pytest.LogCaptureFixture) -> None:
    docket.handle(applying(1), CLERK)
    docket.handle(filing(1), CLERK)
    SPANS.clear()
    with caplog.at_level(logging.INFO, "casestream"), pytest.raises(Refused):
        docket.handle(TerminateRound(case=basis(1), on=filing(1).on), JUDGE)
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("casestream.refusal", logging.INFO)
    assert record.getMessage().startswith("refused command=TerminateRound error=CS00")
    (span,) = spans("casestream.append")
    assert not span.status.is_ok
    assert span.status.description is None
    assert span.events == ()  # No exception, whose text could name somebody.
    assert sum(point.value for point in measured()["casestream.refusals"]) >= 1


def test_what_is_no_refusal_is_an_error_by_its_code(docket: Docket) -> None:
    with pytest.raises(BadRequest):
        docket.handle(assigning(7, "甲法官"), CLERK)
    (span,) = spans("casestream.append")
    assert (span.attributes or {})["casestream.error"] == "CS101"


def test_a_replay_has_a_span_and_a_line(docket: Docket, caplog: pytest.LogCaptureFixture) -> None:
    docket.handle(applying(1), CLERK)
    with caplog.at_level(logging.DEBUG, "casestream.replay"):
        docket.replay(OPENED, engine="rows")
    (span,) = spans("casestream.replay")
    assert dict(span.attributes or {}) == {
        "casestream.projection": "rounds", "casestream.engine": "rows", "casestream.last_position": 3,
    }  # fmt: skip
    assert "projection=rounds engine=rows last_position=3" in caplog.text
    assert measured()["casestream.replay.duration"][0].count >= 1


def test_lag_and_what_is_set_aside_are_told(docket: Docket, caplog: pytest.LogCaptureFixture) -> None:
    docket.log.append(Case("bad"), [applied(), applied(claimed_fen=666)], envelope("1"))
    with caplog.at_level(logging.WARNING, "casestream.lag"), docket.live(STUMBLING) as view:
        view.catch_up()
        view.tell_lag()
    assert [record.getMessage() for record in caplog.records] == [
        "set aside view=stumbling position=2 error=ValueError"
    ]
    found = measured()
    assert [point.value for point in found["casestream.lag.records"] if point.attributes == {"view": "stumbling"}] == [
        0
    ]
    assert [point.value for point in found["casestream.lag.seconds"] if point.attributes == {"view": "stumbling"}] == [
        0.0
    ]
    assert sum(point.value for point in found["casestream.dead_letters"]) >= 1
    assert spans("casestream.step")


def test_nobody_is_named_anywhere(docket: Docket, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "casestream"):
        docket.handle(applying(1), CLERK)
        docket.handle(filing(1), CLERK)
        docket.log.append(Case(basis(2)), [applied(claimed_fen=666)], envelope("1"))
        with pytest.raises(Refused):
            docket.handle(TerminateRound(case=basis(1), on=filing(1).on), JUDGE)
        with docket.live(STUMBLING) as view:
            view.catch_up()
        docket.replay(OPENED)
    told = (
        caplog.text + "".join(span.to_json() for span in SPANS.get_finished_spans()) + str(METRICS.get_metrics_data())
    )
    assert "TerminateRound" in told
    assert not [word for word in PERSONAL if word in told]


def test_costs_nothing_where_nobody_looks() -> None:
    """Neither OpenTelemetry nor a handler of logs is there until the host brings it."""
    program = (
        "import sys, casestream; docket = casestream.open(); docket.lag()\n"
        "assert not [name for name in sys.modules if name.startswith('opentelemetry')]\n"
        "import logging; assert type(logging.getLogger('casestream').handlers[0]) is logging.NullHandler\n"
        "assert not logging.getLogger().handlers\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
