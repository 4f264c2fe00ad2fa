"""Opening a docket: in memory, in a file, in PostgreSQL; with a key store, one that seals its names."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from casestream.docket import Clock, Docket, utc_now
from casestream.kernel.calendar import Calendar
from casestream.store.log import MEMORY, Log

if TYPE_CHECKING:
    from casestream.sealed import SealedDocket
    from casestream.store.providers import KeyProvider


@overload
def open(
    place: str | Path = ..., *, create: bool = ..., hash: str = ..., clock: Clock = ..., calendar: Calendar | None = ...,
    settings: Mapping[str, Any] | None = ..., keys: None = ..., main_key: None = ...,
) -> Docket: ...  # fmt: skip
@overload
def open(
    place: str | Path = ..., *, create: bool = ..., hash: str = ..., clock: Clock = ..., calendar: Calendar | None = ...,
    settings: Mapping[str, Any] | None = ..., keys: str | Path, main_key: "KeyProvider | str | Path | None" = ...,
    cipher: str = ...,
) -> "SealedDocket": ...  # fmt: skip
def open(
    place: str | Path = MEMORY,
    *,
    create: bool = True,
    hash: str = "sha256",
    clock: Clock = utc_now,
    calendar: Calendar | None = None,
    settings: Mapping[str, Any] | None = None,
    keys: str | Path | None = None,
    main_key: "KeyProvider | str | Path | None" = None,
    cipher: str = "aes-256-gcm",
) -> Docket:
    """Open a docket: a path, `":memory:"`, or a PostgreSQL database. A new one is made there unless `create=False`.

    A database is named `postgresql://user:password@host:port/database?schema=court`; each schema of it holds one docket. A
    password may be left to libpq instead (`PGPASSWORD`, a password file).

    A docket of an older version is brought up to date; it stays as it was if that fails. `hash` is what proves a new one:
    `sha256`, or `sm3`.

    With `keys`, the path of a key store, names are sealed: see docs/privacy.md. `main_key` wraps the keys in it: a
    `KeyProvider`, or the path of a key file (default: beside the store, `.main` added; better on another medium). A new
    docket makes both, for a `cipher`: `aes-256-gcm` or `sm4-gcm`. A docket is sealed from its first record on or never.

    Raises:
        UnknownName: there is no such hash.
        NotADocket, NewerDocket, OlderDocket, NotWritable, NotDurable, StoreFailed: the place cannot be opened as a docket.
        KeysMissing, KeysFailed: the keys are not those of this docket, or cannot be used.
        CommitUnknown: a new docket in PostgreSQL may have been made, or not.
        ExtraMissing: keys are given, and `cryptography` is not installed; or a database, and `psycopg`.
    """
    if keys is None:
        return Docket(Log(place, create=create, hash=hash), clock=clock, calendar=calendar, settings=settings)
    from casestream.sealed import SealedDocket  # Who seals nothing needs no `cryptography`.
    from casestream.store.keys import open_keys

    store = open_keys(keys, main_key, create=create, algorithm=cipher)
    try:
        return SealedDocket(place, store, create=create, hash=hash, clock=clock, calendar=calendar, settings=settings)
    except BaseException:
        store.close()
        raise
