"""A docket in PostgreSQL as a place: its address, and what must be so before it is opened."""

from __future__ import annotations

from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from attrs import evolve, frozen

from casestream.kernel.errors import (
    CasestreamError,
    ExtraMissing,
    NewerDocket,
    NotADocket,
    NotDurable,
    NotWritable,
    OlderDocket,
)
from casestream.store.connections import LOCK_TIMEOUT_SECONDS
from casestream.store.place import Translating
from casestream.store.schema import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection
    from psycopg.rows import DictRow

SCHEMES = ("postgresql://", "postgres://")
APPLICATION = "casestream"
# Whoever waits for an answer that cannot come any more is told so after a minute, not after two hours.
DEFAULTS = {
    "application_name": APPLICATION, "client_encoding": "UTF8", "connect_timeout": "10", "keepalives_idle": "30",
    "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "60000",
}  # fmt: skip
# One round trip for all that a session must have. What `set_config` gives back is what now holds.
SESSION = f"""
    SELECT set_config('search_path', quote_ident(%s), false), set_config('lock_timeout', '{LOCK_TIMEOUT_SECONDS}s', false),
           current_setting('fsync'),
           set_config('synchronous_commit', CASE current_setting('synchronous_commit')
               WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)
"""
DURABLE = ("on", "remote_apply")


def is_server(place: str | Path) -> bool:
    """Whether a place is the address of a PostgreSQL database."""
    return str(place).startswith(SCHEMES)


def shown(place: str | Path) -> str:
    """A place as it may be shown to anybody: an address without its password, and nothing of one that cannot be read."""
    if not is_server(place):
        return str(place)
    try:
        return str(Server.at(str(place)))
    except CasestreamError:
        return f"{SCHEMES[0]}…"


def _unreadable() -> NotADocket:
    return NotADocket(
        "PostgreSQL 地址无法读出", "the address of the PostgreSQL database cannot be read",
        "写成 postgresql://用户:口令@主机:端口/数据库?schema=模式；特殊字符写作 %xx",
        "write postgresql://user:password@host:port/database?schema=court; special characters as %xx",
    )  # fmt: skip


@frozen(eq=False, repr=False)
class Server:
    """One schema of a PostgreSQL database; '' is the first of the role's search path. `parameters` are libpq's.

    A password is among them at most: what is shown of it never holds one.
    """

    parameters: dict[str, Any]
    schema: str = ""

    @classmethod
    def at(cls, place: str) -> Server:
        """The server of an address `postgresql://user:password@host:port/database?schema=court`.

        Raises:
            NotADocket: the address cannot be read.
            ExtraMissing: psycopg is not installed.
        """
        try:
            from psycopg import ProgrammingError
            from psycopg.conninfo import conninfo_to_dict
        except ImportError as error:
            raise ExtraMissing.of("psycopg", "postgres") from error
        address, _, query = place.partition("?")
        options = query.split("&") if query else []
        schema = next((each for each in options if each.startswith("schema=")), "schema=")
        rest = "&".join(each for each in options if each != schema)
        try:
            parameters = conninfo_to_dict(f"{address}?{rest}" if rest else address)
        except ProgrammingError:  # What it says may be a piece of the password, so it is not passed on.
            raise _unreadable() from None
        # A password with a bare `/` or `@` is read as host, port or database: what is none must never be shown as one.
        host, port, name = (str(parameters.get(key) or "") for key in ("host", "port", "dbname"))
        if "@" in host + name or not all(each.isdigit() for each in port.split(",") if each):
            raise _unreadable()
        return cls(dict(parameters), unquote(schema.removeprefix("schema=")))

    def __str__(self) -> str:
        user, host, port, name = (str(self.parameters.get(key) or "") for key in ("user", "host", "port", "dbname"))
        before = f"{quote(user, safe='')}@" if user else ""
        where = f"[{host}]" if ":" in host else quote(host, safe=",")
        schema = self.schema and f"?schema={quote(self.schema, safe='')}"
        return f"{SCHEMES[0]}{before}{where}{port and ':' + port}/{quote(name, safe='')}{schema}"

    def __repr__(self) -> str:
        return f"Server({str(self)!r})"

    def checked(self, *, create: bool) -> Server:
        """The server whose schema is a docket, or may become one. What is neither is refused before it is touched.

        Raises:
            NotADocket, NewerDocket, OlderDocket, NotWritable, NotDurable, StoreFailed: what stands in the way.
        """
        with Translating(str(self)), closing(self._connected()) as connection:
            encoding, schema = _row(
                connection, "SELECT current_setting('server_encoding'), coalesce(%s, current_schema())",
                self.schema or None,
            )  # fmt: skip
            if encoding != "UTF8":
                raise NotWritable(
                    f"数据库 {self} 的编码是 {encoding}，不能保存中文", f"the database {self} has the encoding {encoding}, not UTF8",
                    "用 CREATE DATABASE … ENCODING 'UTF8' 建库", "make it with CREATE DATABASE … ENCODING 'UTF8'",
                )  # fmt: skip
            settled = evolve(self, schema=schema or "public")
            if settled._holds_docket(connection):
                settled._check_version(connection)
            elif not create:
                raise NotADocket(
                    f"{settled} 中没有案卷", f"there is no docket in {settled}",
                    "检查地址与 schema", "check the address and the schema",
                )  # fmt: skip
            else:
                settled._make_schema(connection)
        return settled

    def session(self) -> Connection[DictRow]:
        """A new connection that keeps what it acknowledges, and looks into this schema alone.

        Raises:
            NotDurable: the server does not.
            psycopg.Error: there is none to be had.
        """
        connection = self._connected()
        try:
            _, _, fsync, synchronous_commit = _row(connection, SESSION, self.schema)
            if fsync != "on" or synchronous_commit not in DURABLE:
                raise NotDurable(
                    f"数据库 {self} 的 fsync={fsync}、synchronous_commit={synchronous_commit}：已确认的记录可能丢失",
                    f"the database {self} has fsync={fsync}, synchronous_commit={synchronous_commit}",
                    "在 postgresql.conf 中把二者置为 on", "set both to on in postgresql.conf",
                )  # fmt: skip
        except BaseException:
            connection.close()
            raise
        return connection

    def _connected(self) -> Connection[DictRow]:
        from psycopg import Connection
        from psycopg.rows import dict_row

        return Connection.connect(autocommit=True, row_factory=dict_row, **{**DEFAULTS, **self.parameters})

    def _holds_docket(self, connection: Connection[DictRow]) -> bool:
        """Whether the tables of a docket are there; other tables may be beside them, but not under their names."""
        rows = connection.execute(
            "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = %s", (self.schema,)
        )  # fmt: skip
        names = {row["relname"] for row in rows}
        if _said(connection, self.schema, names).get("application") == APPLICATION:
            return True
        if taken := sorted(
            {statement.split()[2] for statement in TABLES if statement.startswith("CREATE TABLE")} & names
        ):
            raise NotADocket(
                f"{self} 中已有别的表 {'、'.join(taken)}，不是案卷", f"{self} is no docket: it has other tables named {', '.join(taken)}",
                "用 ?schema= 另选一个模式", "choose another schema with ?schema=",
            )  # fmt: skip
        return False

    def _check_version(self, connection: Connection[DictRow]) -> None:
        version = int(_said(connection, self.schema, {"docket"})["schema"])
        if version > SCHEMA_VERSION:
            raise NewerDocket(
                f"案卷 {self} 的版本 {version} 比本程序（{SCHEMA_VERSION}）新",
                f"docket {self} has version {version}, newer than this program's {SCHEMA_VERSION}",
                "升级 casestream", "upgrade casestream",
            )  # fmt: skip
        if version < SCHEMA_VERSION:
            raise OlderDocket(
                f"案卷 {self} 为旧版本 {version}，本程序要 {SCHEMA_VERSION}",
                f"docket {self} has the old version {version}; this program needs {SCHEMA_VERSION}",
                "用旧版本导出，再导入新案卷", "export it with the release that made it, and import that into a new docket",
            )  # fmt: skip

    def _make_schema(self, connection: Connection[DictRow]) -> None:
        from psycopg.errors import DuplicateSchema, UniqueViolation
        from psycopg.sql import SQL, Identifier

        there = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (self.schema,)).fetchone()
        if there is None:
            with suppress(DuplicateSchema, UniqueViolation):  # Somebody else makes it at this very moment.
                connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(self.schema)))


def _row(connection: Connection[DictRow], statement: str, *parameters: Any) -> tuple[Any, ...]:
    from psycopg.rows import tuple_row

    return connection.cursor(row_factory=tuple_row).execute(statement.encode(), parameters).fetchone() or ()


def _said(connection: Connection[DictRow], schema: str, tables: set[str]) -> dict[str, str]:
    """What a docket says of itself; nothing where there is none, or another table of that name."""
    from psycopg.errors import UndefinedColumn
    from psycopg.sql import SQL, Identifier

    if "docket" not in tables:
        return {}
    try:
        rows = connection.execute(SQL("SELECT key, value FROM {}.docket").format(Identifier(schema))).fetchall()
    except UndefinedColumn:
        return {}
    return {row["key"]: row["value"] for row in rows}
