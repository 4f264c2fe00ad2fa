"""The one facade that an application holds: commands in, refusals or events out, cases, tables and findings back.

```python
docket = casestream.open("court.db")
receipt = docket.handle(FileCase(case=basis, number="（2025）内0624执123号", on=day), actor=clerk)
table = docket.report("court", since=date(2025, 1, 1), until=date(2025, 9, 16))
```
"""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from casestream.docket.held import COURT_TIME as COURT_TIME
from casestream.docket.held import SYSTEM_POST as SYSTEM_POST
from casestream.docket.held import Clock, utc_now
from casestream.docket.proving import Proving
from casestream.docket.publishing import Publishing
from casestream.kernel.calendar import Calendar
from casestream.requests import Receipt as Receipt
from casestream.store.log import MEMORY, Log


class Docket(Publishing, Proving):
    """A court's docket. Thread-safe; a context manager. `settings` are the parameters that the sources leave open.

    `clock` gives the moment of writing as an aware datetime; `calendar` says which days are worked.
    """

    # --- life ---

    def close(self) -> None:
        """Give back the connections."""
        self.log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open(
    place: str | Path = MEMORY,
    *,
    create: bool = True,
    hash: str = "sha256",
    clock: Clock = utc_now,
    calendar: Calendar | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Docket:
    """Open a docket: a path, or `":memory:"`. A new file is created unless `create=False`.

    A docket of an older version is brought up to date; it stays as it was if that fails. `hash` is what proves a new one:
    `sha256`, or `sm3`.

    Raises:
        UnknownName: there is no such hash.
        NotADocket, NewerDocket, OlderDocket, NotWritable, NotDurable, StoreFailed: the place cannot be opened as a docket.
    """
    return Docket(Log(place, create=create, hash=hash), clock=clock, calendar=calendar, settings=settings)
