"""What a host can watch: the loggers `casestream.*`, and OpenTelemetry where the host has set it up.

Loggers: `casestream.append`, `.refusal`, `.replay`, `.lag`. Spans: `casestream.append`, `.replay`, `.step`. Metrics:
`casestream.events`, `.refusals`, `.dead_letters` (counters), `casestream.append.duration`, `.replay.duration`,
`.step.duration` (histograms, seconds), `casestream.lag.records`, `casestream.lag.seconds` (gauges).

No name of a person, no case and no payload gets into any of them; nor does the text of an error, which may quote them.
OpenTelemetry is never imported here: whoever wants to see something has imported it, and then it is found.
"""

import logging
import sys
from contextlib import AbstractContextManager
from functools import lru_cache
from time import perf_counter
from types import TracebackType
from typing import Any, Literal, Self

from casestream.kernel.errors import CasestreamError, Refused

Kind = Literal["append", "replay", "step"]
Instrument = Literal["counter", "gauge", "histogram"]

logging.getLogger("casestream").addHandler(logging.NullHandler())
REFUSAL, LAG = logging.getLogger("casestream.refusal"), logging.getLogger("casestream.lag")
LOGGERS = {
    "append": logging.getLogger("casestream.append"),
    "replay": logging.getLogger("casestream.replay"),
    "step": LAG,
}


class Operation:
    """Something that is done: a span while it runs; when it is over a line at level DEBUG, and how long it took.

    What is `noted` meanwhile goes with it. For a refusal there is a line at level INFO, with the conditions by their names.
    """

    __slots__ = ("_began", "_kind", "_span", "_told")

    def __init__(self, kind: Kind, **told: str | int) -> None:
        self._kind, self._told = kind, told
        self._span: AbstractContextManager[Any] | None = None

    def note(self, **told: str | int) -> None:
        """What is known only now."""
        self._told |= told

    def __enter__(self) -> Self:
        if trace := sys.modules.get("opentelemetry.trace"):
            self._span = trace.get_tracer("casestream").start_as_current_span(
                f"casestream.{self._kind}", record_exception=False, set_status_on_exception=False
            )
            self._span.__enter__()
        self._began = perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        seconds = perf_counter() - self._began
        if error is not None:
            self._told["error"] = error.code if isinstance(error, CasestreamError) else type(error).__name__
        if isinstance(error, Refused):
            self._refused(error)
        logger = LOGGERS[self._kind]
        if logger.isEnabledFor(logging.DEBUG):
            logger.debug("%s %s seconds=%.6f", self._kind, _spelled(self._told), seconds)
        if is_measured():
            measure("histogram", f"casestream.{self._kind}.duration", seconds, unit="s")
            if self._kind == "append" and "events" in self._told:
                measure("counter", "casestream.events", int(self._told["events"]))
        if self._span is not None:
            self._end_span(self._span)

    def _refused(self, refusal: Refused) -> None:
        conditions = ",".join(unmet.condition.name for unmet in refusal.unmet)
        REFUSAL.info("refused %s conditions=%s", _spelled(self._told), conditions)
        measure("counter", "casestream.refusals", 1, code=refusal.code, command=str(self._told.get("command", "")))

    def _end_span(self, span: AbstractContextManager[Any]) -> None:
        trace = sys.modules["opentelemetry.trace"]
        current = trace.get_current_span()
        current.set_attributes({f"casestream.{name}": value for name, value in self._told.items()})
        if "error" in self._told:
            current.set_status(trace.StatusCode.ERROR)
        span.__exit__(None, None, None)


def is_measured() -> bool:
    """Whether anybody takes measurements."""
    return "opentelemetry.metrics" in sys.modules


def behind(view: str, records: int, seconds: float) -> None:
    """How far a live view is behind the log."""
    measure("gauge", "casestream.lag.records", records, view=view)
    measure("gauge", "casestream.lag.seconds", seconds, unit="s", view=view)


def set_aside(view: str, position: int, error: Exception) -> None:
    """A live view cannot take the record at a position: a line at level WARNING, with the kind of the error alone."""
    LAG.warning("set aside view=%s position=%d error=%s", view, position, type(error).__name__)
    measure("counter", "casestream.dead_letters", 1, view=view)


def measure(kind: Instrument, name: str, amount: float, unit: str = "1", **attributes: str) -> None:
    """One measurement, where somebody takes it."""
    if is_measured():
        instrument = _instrument(kind, name, unit)
        getattr(instrument, _VERBS[kind])(amount, attributes)


_VERBS = {"counter": "add", "gauge": "set", "histogram": "record"}


@lru_cache
def _instrument(kind: Instrument, name: str, unit: str) -> Any:
    return getattr(sys.modules["opentelemetry.metrics"].get_meter("casestream"), f"create_{kind}")(name, unit)


def _spelled(told: dict[str, str | int]) -> str:
    return " ".join(f"{name}={value}" for name, value in told.items())
