"""The test classes that `eventsourcing` ships for projections, unmodified, on ours, in both stores."""

from typing import Any

import pytest
from eventsourcing.persistence import Tracking
from eventsourcing.tests.projection import (
    AggregateEventCountersProjectionTestCase,
    EventCountersView,
    EventCountersViewTestCase,
)
from test_upstream import OnPostgreSQL, OnSQLite

from casestream.store import postgres, sqlite
from casestream.store.tracking import TABLES, Views

COUNTERS = "CREATE TABLE counters (name TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT"


class Counters(Views, EventCountersView):
    """The view that those tests ask for: two counters, each counted up in one transaction with the position."""

    statements = (*TABLES, COUNTERS)

    def get_created_event_counter(self) -> int:
        return self._number("created")

    def get_subsequent_event_counter(self) -> int:
        return self._number("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._count("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._count("subsequent", tracking)

    def _number(self, name: str) -> int:
        with self.database.reading() as c:
            c.execute("SELECT number FROM counters WHERE name=?", (name,))
            return int((c.fetchone() or (0,))[0])

    def _count(self, name: str, tracking: Tracking) -> None:
        with self.database.writing() as c:
            c.execute(
                "INSERT INTO counters VALUES (?,1) ON CONFLICT (name) DO UPDATE SET number = counters.number + 1",
                (name,),
            )
            self._track(c, tracking)  # What comes before it is undone where it fails.


def opened(database: Any) -> Counters:
    views = Counters(database, "the counters")
    views.create_table()
    return views


class CountersInAFile(sqlite.Factory):
    """Gives a projection of `eventsourcing` a view of ours."""

    def tracking_recorder(self, kind: Any = None) -> Any:
        return opened(sqlite.Beside(self.datastore.pool.db_name))


class CountersInAServer(postgres.Factory):
    """Gives a projection of `eventsourcing` a view of ours."""

    def tracking_recorder(self, kind: Any = None) -> Any:
        return opened(postgres.Beside(self.datastore.server))


class View:
    """Counter and position move together."""

    beside: Any

    def construct_event_counters_view(self) -> EventCountersView:
        return opened(self.beside())


class TestCountersViewOnSQLite(View, OnSQLite, EventCountersViewTestCase):
    """In a file."""


class TestCountersViewOnPostgreSQL(View, OnPostgreSQL, EventCountersViewTestCase):
    """In a server."""


class TestCountersProjectionOnSQLite(OnSQLite, AggregateEventCountersProjectionTestCase):
    """A projection of `eventsourcing` follows an application of `eventsourcing` whose events lie in a docket of ours."""

    view_class = Counters

    @pytest.fixture(autouse=True)
    def _beside(self, _place: None) -> None:
        self.env |= {
            "EVENTCOUNTERS_PERSISTENCE_MODULE": f"{__name__}:CountersInAFile",
            "EVENTCOUNTERS_SQLITE_DBNAME": f"{self.env['SQLITE_DBNAME']}.live",
        }


class TestCountersProjectionOnPostgreSQL(OnPostgreSQL, AggregateEventCountersProjectionTestCase):
    """The same in a server, all in one schema."""

    view_class = Counters

    @pytest.fixture(autouse=True)
    def _beside(self, _place: None) -> None:
        self.env |= {"EVENTCOUNTERS_PERSISTENCE_MODULE": f"{__name__}:CountersInAServer"}


# Pytest would collect upstream's own, too, which have no recorder.
del EventCountersViewTestCase, AggregateEventCountersProjectionTestCase
