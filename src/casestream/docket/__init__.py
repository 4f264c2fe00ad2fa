"""The one facade that an application holds: commands in, refusals or events out, cases, tables and findings back.

```python
docket = casestream.open("court.db")
receipt = docket.handle(FileCase(case=basis, number="（2025）内0624执123号", on=day), actor=clerk)
table = docket.report("court", since=date(2025, 1, 1), until=date(2025, 9, 16))
```
"""

from types import TracebackType
from typing import Self

from casestream.docket.held import SYSTEM_POST as SYSTEM_POST
from casestream.docket.held import Clock as Clock
from casestream.docket.held import utc_now as utc_now
from casestream.docket.proving import Proving
from casestream.docket.publishing import Publishing
from casestream.docket.watching import Watching
from casestream.requests import Receipt as Receipt


class Docket(Publishing, Proving, Watching):
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
