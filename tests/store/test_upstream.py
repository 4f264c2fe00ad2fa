"""The tests that `eventsourcing` ships for every recorder, as they are, in both stores.

The log is tested by its own classes; those for aggregates, for tracking and for processes are run on what our factories
give beside it: recorders of `eventsourcing` itself, over our connections and sessions. Live views are a tracking recorder
of ours. What the classes cannot be run on:

- `AggregateRecorderTestCase` on the log: it wants a recorder that gives no positions back.
- `ProcessRecorderTestCase` on the log: what follows a docket keeps its place beside it, never in it.
- `TranscoderTestCase`: no event is decoded by a name in a row; the codec is our own (`test_codec`).
- `eventsourcing.dcb.tests`: tagged events and queries over them are a store of another kind.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing import postgres as stock_postgres
from eventsourcing import sqlite as stock_sqlite
from eventsourcing.persistence import IntegrityError
from eventsourcing.persistence import Tracking as Position
from eventsourcing.tests import persistence
from eventsourcing.utils import Environment

from casestream.store import postgres, sqlite
from casestream.store.tracking import Views
from cluster import PASSWORD, schema_of


class OnSQLite:
    """Its recorder on a file."""

    env: Any

    @pytest.fixture(autouse=True)
    def _place(self, tmp_path: Path) -> Iterator[None]:
        name = (tmp_path / "court.db").as_uri()
        self.env = Environment("", {"PERSISTENCE_MODULE": "casestream.store.sqlite:Factory", "SQLITE_DBNAME": name})
        self.factories: list[Any] = []
        yield
        for factory in self.factories:
            factory.close()

    def factory(self) -> Any:
        """A factory on this test's docket."""
        self.factories.append(sqlite.Factory(self.env))
        return self.factories[-1]

    def beside(self) -> Any:
        """The database of live views beside this test's docket."""
        self.factories.append(sqlite.Beside(f"{self.env['SQLITE_DBNAME']}.live"))
        return self.factories[-1]


class OnPostgreSQL:
    """Its recorder on a schema of a server."""

    env: Any

    @pytest.fixture(autouse=True)
    def _place(self, cluster: Any) -> Iterator[None]:
        self.env = Environment("", {
            "PERSISTENCE_MODULE": "casestream.store.postgres:Factory", "POSTGRES_DBNAME": "postgres", "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": str(cluster.port), "POSTGRES_USER": "court", "POSTGRES_PASSWORD": PASSWORD,
            "POSTGRES_SCHEMA": schema_of(cluster.address()), "ORIGINATOR_ID_TYPE": "uuid",
        })  # fmt: skip
        cluster.ask(f'CREATE SCHEMA "{self.env["POSTGRES_SCHEMA"]}"')
        self.factories: list[Any] = []
        yield
        for factory in self.factories:
            factory.close()

    def factory(self) -> Any:
        """A factory on this test's docket."""
        self.factories.append(postgres.Factory(self.env))
        return self.factories[-1]

    def beside(self) -> Any:
        """The database of live views beside this test's docket."""
        self.factories.append(postgres.Beside(self.factory().datastore.server))
        return self.factories[-1]


class Log:
    """Gives the recorder of a docket."""

    factory: Callable[[], Any]

    def new_originator_id(self) -> UUID:
        return uuid4()

    def create_recorder(self) -> Any:
        return self.factory().application_recorder()


class Aggregates:
    """Gives a recorder of aggregates beside the docket."""

    factory: Callable[[], Any]

    def new_originator_id(self) -> str:
        return str(uuid4())

    def create_recorder(self) -> Any:
        return self.factory().aggregate_recorder()


class Tracking:
    """Gives a recorder of tracking beside the docket."""

    factory: Callable[[], Any]

    def create_recorder(self) -> Any:
        return self.factory().tracking_recorder()


class Processes:
    """Gives a recorder of processes beside the docket."""

    factory: Callable[[], Any]

    def new_originator_id(self) -> str:
        return str(uuid4())

    def create_recorder(self) -> Any:
        return self.factory().process_recorder()


class LiveViews:
    """Gives live views."""

    beside: Callable[[], Any]

    def create_recorder(self) -> Any:
        views = Views(self.beside(), "the views")
        views.create_table()
        return views


def goes_on(stock: Any, views: Any) -> None:
    """A recorder of `eventsourcing` itself goes on where live views were, and they where it was."""
    assert stock.max_tracking_id("a view") == 7
    stock.insert_tracking(Position("a view", 8))
    with pytest.raises(IntegrityError):
        views.insert_tracking(Position("a view", 8))
    views.insert_tracking(Position("a view", 9))
    assert stock.max_tracking_id("a view") == 9


class TestLogOnSQLite(Log, OnSQLite, persistence.ApplicationRecorderTestCase[Any]):
    """The log in a file."""

    def test_insert_subscribe(self) -> None:
        """The class offers it to recorders that can be followed."""
        self.optional_test_insert_subscribe()


class TestLogOnPostgreSQL(Log, OnPostgreSQL, persistence.ApplicationRecorderTestCase[Any]):
    """The log in a server."""

    def test_insert_subscribe(self) -> None:
        """The class offers it to recorders that can be followed."""
        self.optional_test_insert_subscribe()


class TestNonInterleavingOnSQLite(Log, OnSQLite, persistence.NonInterleavingNotificationIDsBaseCase):
    """Two writers of a file."""


class TestNonInterleavingOnPostgreSQL(Log, OnPostgreSQL, persistence.NonInterleavingNotificationIDsBaseCase):
    """Two writers of a server."""


class TestAggregatesOnSQLite(Aggregates, OnSQLite, persistence.AggregateRecorderTestCase):
    """Aggregates beside a docket in a file."""


class TestAggregatesOnPostgreSQL(Aggregates, OnPostgreSQL, persistence.AggregateRecorderTestCase):
    """Aggregates beside a docket in a server."""


class TestTrackingOnSQLite(Tracking, OnSQLite, persistence.TrackingRecorderTestCase):
    """Tracking beside a docket in a file."""


class TestTrackingOnPostgreSQL(Tracking, OnPostgreSQL, persistence.TrackingRecorderTestCase):
    """Tracking beside a docket in a server."""


class TestViewsOnSQLite(LiveViews, OnSQLite, persistence.TrackingRecorderTestCase):
    """Live views beside a docket in a file."""

    def test_stock_recorder_goes_on(self) -> None:
        """What keeps positions is a table of `eventsourcing`."""
        self.create_recorder().insert_tracking(Position("a view", 7))
        stock = stock_sqlite.SQLiteTrackingRecorder(self.beside())
        stock.create_table()
        goes_on(stock, self.create_recorder())


class TestViewsOnPostgreSQL(LiveViews, OnPostgreSQL, persistence.TrackingRecorderTestCase):
    """Live views beside a docket in a server."""

    def test_stock_recorder_goes_on(self) -> None:
        """What keeps positions is a table of `eventsourcing`."""
        self.create_recorder().insert_tracking(Position("a view", 7))
        stock = stock_postgres.PostgresTrackingRecorder(self.factory().datastore, tracking_table_name="tracking")
        stock.create_table()
        goes_on(stock, self.create_recorder())


class TestProcessesOnSQLite(Processes, OnSQLite, persistence.ProcessRecorderTestCase):
    """Processes beside a docket in a file."""


class TestProcessesOnPostgreSQL(Processes, OnPostgreSQL, persistence.ProcessRecorderTestCase):
    """Processes beside a docket in a server."""


class SQLiteTracking(stock_sqlite.SQLiteTrackingRecorder):
    """A recorder that a setting names."""


class PostgresTracking(stock_postgres.PostgresTrackingRecorder):
    """A recorder that a setting names."""


class TestFactoryOnSQLite(OnSQLite, persistence.InfrastructureFactoryTestCase[Any]):
    """The factory of dockets in files."""

    def expected_factory_class(self) -> Any:
        return sqlite.Factory

    def expected_aggregate_recorder_class(self) -> Any:
        return stock_sqlite.SQLiteAggregateRecorder

    def expected_application_recorder_class(self) -> Any:
        return sqlite.Recorder

    def expected_tracking_recorder_class(self) -> Any:
        return stock_sqlite.SQLiteTrackingRecorder

    def tracking_recorder_subclass(self) -> Any:
        return SQLiteTracking

    def expected_process_recorder_class(self) -> Any:
        return stock_sqlite.SQLiteProcessRecorder


class TestFactoryOnPostgreSQL(OnPostgreSQL, persistence.InfrastructureFactoryTestCase[Any]):
    """The factory of dockets in servers."""

    def expected_factory_class(self) -> Any:
        return postgres.Factory

    def expected_aggregate_recorder_class(self) -> Any:
        return stock_postgres.PostgresAggregateRecorder

    def expected_application_recorder_class(self) -> Any:
        return postgres.Recorder

    def expected_tracking_recorder_class(self) -> Any:
        return stock_postgres.PostgresTrackingRecorder

    def tracking_recorder_subclass(self) -> Any:
        return PostgresTracking

    def expected_process_recorder_class(self) -> Any:
        return stock_postgres.PostgresProcessRecorder
