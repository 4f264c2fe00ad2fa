"""What can be watched of a docket: its log as it grows, live views, how far they are behind, and its health."""

from datetime import date
from threading import Event

from casestream.docket.held import Held
from casestream.health import Check, health, live_lags
from casestream.kernel.errors import NotReached
from casestream.kernel.event import Record
from casestream.kernel.projection import Projection, Scope
from casestream.replay.live import TIMEOUT_SECONDS, Lag, LiveView
from casestream.requests import must_be
from casestream.store.following import Following
from casestream.store.growth import follow, wait_for_more
from casestream.store.tracking import views_beside


class Watching(Held):
    """The part of a docket that watches it."""

    def subscribe(self, *, after: int = 0) -> Following[Record]:
        """Every record after a position: those that are there, then those that come, each once and none left out.

        An iterator that waits; `stop()` from any thread ends it. `position` says where to go on another time.

        Raises:
            BadRequest: this thread is inside a batch.
            UnknownEventType, NewerDocket, NotReversible: the next record cannot be read.
        """
        return follow(self.log, after)

    def wait_for(self, position: int, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        """Wait until the log has come to a position, whoever writes it.

        Raises:
            NotReached: the time is up.
            BadRequest: this thread is inside a batch.
        """
        newest = wait_for_more(self.log, position - 1, Event(), timeout_seconds)
        if newest < position:
            raise NotReached(
                f"{timeout_seconds} 秒内案卷只到第 {newest} 条，未到第 {position} 条",
                f"in {timeout_seconds} s the docket came to {newest}, not to {position}",
                "再等一等，或者核对位置", "wait longer, or check the position",
            )  # fmt: skip

    def live(self, projection: Projection, *, since: date = date.min, until: date = date.max) -> LiveView:
        """A projection that is kept current beside the docket, by whoever calls its `follow`. Close it after use.

        Raises:
            UnknownName: it is no projection.
            NotWritable, StoreFailed: the database of live views cannot be opened.
        """
        must_be(projection, Projection, ("投影", "例如 COURT"), ("projection", "such as COURT"))
        return LiveView(self.log, projection, views_beside(self.log), Scope(since=since, until=until))

    def lag(self) -> list[Lag]:
        """How far every live view that is kept beside the docket is behind it."""
        return live_lags(self.log, self._now())

    def health(self) -> list[Check]:
        """Whether the docket can be relied on just now: its position, durability, free space, and its live views."""
        return health(self.log, self._now())
