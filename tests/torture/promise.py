"""A promise, how far it is put to the test, and what came out."""

import sys
from collections.abc import Callable
from enum import Enum

from attrs import frozen


class Scale(Enum):
    """How far a promise is put to the test: within seconds, or to the figure that the docket promises."""

    SHORT = "short"
    FULL = "full"

    def of(self, short: int, full: int) -> int:
        """So many in the short version, so many in the full one."""
        return short if self is Scale.SHORT else full


@frozen(kw_only=True)
class Outcome:
    """What was measured, and whether the promise was kept; what the known-bad configuration gave, and whether it failed."""

    figure: str
    kept: bool
    control: str
    control_failed: bool

    @property
    def holds(self) -> bool:
        """Whether the promise was kept in a test that can fail."""
        return self.kept and self.control_failed


class NotMeasured(Exception):
    """The machine lacks what the test needs. A promise that was not measured counts as not kept."""


@frozen
class Promise:
    """One line of the table."""

    name: str
    says: str
    measure: Callable[[Scale], Outcome]


def progress(name: str, done: int, of: int) -> None:
    """Say on standard error how far a test has come, twenty times in all."""
    if done == of or done % max(1, of // 20) == 0:
        sys.stderr.write(f"{name}: {done:,} of {of:,}\n")
