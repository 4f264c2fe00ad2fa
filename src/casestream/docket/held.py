"""A log in somebody's hands: the clock, the calendar and the settings by which it is asked, and how its cases are named."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from threading import RLock
from typing import Any, TypeVar

from casestream.kernel.calendar import COURT_TIME, Calendar
from casestream.kernel.case import Case
from casestream.kernel.errors import MalformedCaseNumber
from casestream.kernel.number import canonical, canonical_id
from casestream.kernel.values import check_text
from casestream.requests import aware
from casestream.store.log import Log

SYSTEM_POST = "system"

Clock = Callable[[], datetime]
T = TypeVar("T")


def utc_now() -> datetime:
    """The default clock: the machine's, in UTC."""
    return datetime.now(UTC)


class Held:
    """What commands and questions to one docket share."""

    def __init__(
        self,
        log: Log, *, clock: Clock = utc_now, calendar: Calendar | None = None, settings: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.log = log
        self.clock = clock
        self.calendar = calendar or Calendar()
        self.settings = dict(settings or {})
        self._lock = RLock()
        self._in_hand: dict[str, Case] | None = None

    def _name(self, name: str, *, new: bool = False) -> str:
        """A case number, or any other id such as the number of a deed, in its one printed form.

        Raises:
            MalformedCaseNumber: it is meant as a case number and can neither be read as one nor found.
        """
        check_text(name, "case")
        try:
            return canonical(name)
        except MalformedCaseNumber:
            plain = canonical_id(name)
            if plain.startswith("（") and not new and self.log.stream(plain) is None:
                raise
            return plain

    # --- names: a docket that seals them has more to say here ---

    def protect(self, said: T) -> T:
        """A command or an event in the words of the log."""
        return said

    def reveal(self, value: T) -> T:
        """What the log says, in the words of a reader."""
        return value

    def named(self, stream: str) -> str:
        """What a reader calls a stream: unlike what is revealed, never the same for two."""
        return stream

    def known_as(self, name: str, kind: str) -> str | None:
        """The id of the stream that has this id, name or number; None where there is none."""
        return self.log.stream(name)

    # --- time ---

    def _now(self) -> datetime:
        return aware(self.clock(), "时钟", "the clock").astimezone(UTC)

    def _today(self) -> date:
        return self._now().astimezone(COURT_TIME).date()
