"""Following a log: what is there already, page by page, then whatever is committed later; each once, none left out.

That rests on positions: they are gapless, and a record is committed only after every record before it.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from threading import Event
from time import monotonic
from types import TracebackType
from typing import Generic, Self, TypeVar, cast

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

from casestream.kernel.errors import CasestreamError

PAGE_RECORDS = 1_000
SOONEST_SECONDS, LATEST_SECONDS = 0.001, 0.05
WATCH_SECONDS = 1.0

T = TypeVar("T")
Wait = Callable[[int, Event, float], int]  # See `Followed.wait_for_more`.
Read = Callable[[int, int], Sequence[T]]  # The records after a position, at most so many.


def until(reached: Callable[[], bool], stopping: Event, timeout_seconds: float) -> bool:
    """Ask again and again, at first soon, then less often; whether it was reached before the time was up."""
    deadline, pause = monotonic() + timeout_seconds, SOONEST_SECONDS
    while not reached():
        left = deadline - monotonic()
        if left <= 0 or stopping.wait(min(pause, left)):
            return False
        pause = min(2 * pause, LATEST_SECONDS)
    return True


class Followed(ApplicationRecorder):
    """A recorder whose log can be followed. SQLite tells nobody what others write, so it is asked; other stores may tell."""

    def wait_for_more(self, position: int, stopping: Event, timeout_seconds: float) -> int:
        """The newest position: as soon as it is beyond `position`, when the time is up, or when `stopping` is set."""
        newest = 0

        def is_beyond() -> bool:
            nonlocal newest
            newest = self.max_notification_id() or 0
            return newest > position

        until(is_beyond, stopping, timeout_seconds)
        return newest

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """The records after a position, and whatever is written later, for the projections of `eventsourcing`."""

        def read(after: int, limit: int) -> Sequence[Notification]:
            return self.select_notifications(after, limit, topics=topics, inclusive_of_start=False)

        # It is asked for what it does, not for its class.
        return cast(Subscription[ApplicationRecorder], Following(self.wait_for_more, read, attrgetter("id"), gt or 0))


class Following(Iterator[T], Generic[T]):
    """An iterator over a log that waits for more where the log ends. It ends when somebody calls `stop`, at once.

    `position` is that of the last record given. An error in reading one record comes after all records before it.
    """

    def __init__(self, wait: Wait, read: Read[T], position_of: Callable[[T], int], after: int = 0) -> None:
        self._wait, self._read, self._position_of = wait, read, position_of
        self._page: deque[T] = deque()
        self._read_to = self.position = after
        self._stopping = Event()

    def stop(self) -> None:
        """End the iteration, in whichever thread it is, without giving what was read ahead."""
        self._stopping.set()

    def __next__(self) -> T:
        while not self._stopping.is_set():
            if self._page:
                record = self._page.popleft()
                self.position = self._position_of(record)
                return record
            newest = self._wait(self._read_to, self._stopping, WATCH_SECONDS)
            if newest > self._read_to:
                self._fill(newest)
        raise StopIteration

    def _fill(self, newest: int) -> None:
        """Read on. Where the page is not full, nothing that is asked for was left up to the newest position known before."""
        limit = PAGE_RECORDS
        try:
            page = self._read(self._read_to, limit)
        except CasestreamError:  # One of them cannot be read: those before it can.
            limit = 1
            page = self._read(self._read_to, limit)
        last = self._position_of(page[-1]) if page else 0
        self._read_to = last if len(page) == limit else max(last, newest)
        self._page.extend(page)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
