"""The test classes that `eventsourcing` ships for tracking recorders and projections, unmodified, on ours."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from eventsourcing.persistence import Tracking, TrackingRecorder
from eventsourcing.sqlite import SQLiteCursor
from eventsourcing.tests.persistence import TrackingRecorderTestCase
from eventsourcing.tests.projection import (
    AggregateEventCountersProjectionTestCase,
    EventCountersView,
    EventCountersViewTestCase,
)

from casestream.store.connections import Datastore
from casestream.store.tracking import Views

COUNTERS = "CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT"


class Counters(Views, EventCountersView):
    """The view that those tests ask for: two counters, each counted up in one transaction with the position."""

    def construct_create_table_statements(self) -> list[str]:
        return [*super().construct_create_table_statements(), COUNTERS]

    def get_created_event_counter(self) -> int:
        return self._number("created")

    def get_subsequent_event_counter(self) -> int:
        return self._number("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._count("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._count("subsequent", tracking)

    def _number(self, name: str) -> int:
        with self.datastore.transaction(commit=False) as c:
            c.execute("SELECT coalesce(sum(number), 0) FROM counters WHERE name=?", (name,))
            return int(c.fetchone()[0])

    def _count(self, name: str, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as c:
            self._insert_tracking(c, tracking)
            _increment(c, name)


def _increment(c: SQLiteCursor, name: str) -> None:
    c.execute(
        "INSERT INTO counters VALUES (?,1) ON CONFLICT (name) DO UPDATE SET number = counters.number + 1", (name,)
    )


class InAFolder:
    """Each test has a file of its own."""

    def setUp(self) -> None:
        self.folder = TemporaryDirectory()
        self.views: list[Views] = []

    def tearDown(self) -> None:
        for views in self.views:
            views.close()
        self.folder.cleanup()

    @property
    def place(self) -> Path:
        return Path(self.folder.name) / "views.db"

    def made(self, kind: type[Any] = Views) -> Any:
        views = kind(Datastore(self.place.as_uri()))
        views.create_table()
        self.views.append(views)
        return views


class TestTrackingRecorder(InAFolder, TrackingRecorderTestCase):
    """Positions only go forward; whoever waits for one is told."""

    def create_recorder(self) -> TrackingRecorder:
        recorder: TrackingRecorder = self.made()
        return recorder


class TestCountersView(InAFolder, EventCountersViewTestCase):
    """Counter and position move together."""

    def construct_event_counters_view(self) -> EventCountersView:
        view: EventCountersView = self.made(Counters)
        return view


class TestCountersProjection(InAFolder, AggregateEventCountersProjectionTestCase):
    """A projection of `eventsourcing` follows an application of `eventsourcing` whose events lie in a docket of ours."""

    view_class = Counters
    env: ClassVar[dict[str, str]] = {}

    def setUp(self) -> None:
        super().setUp()
        folder = Path(self.folder.name)
        self.env.update(
            {
                "PERSISTENCE_MODULE": "casestream.store.sqlite:Factory",
                "SQLITE_DBNAME": (folder / "docket.db").as_uri(),
                "EVENTCOUNTERS_SQLITE_DBNAME": (folder / "views.db").as_uri(),
            }
        )


# Pytest would collect upstream's own, too, which have no recorder.
del TrackingRecorderTestCase, EventCountersViewTestCase, AggregateEventCountersProjectionTestCase
