"""Gates: what every command has to pass before it is decided. The kernel knows no posts; procedures declare the gates."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from casestream.kernel.case import Case
from casestream.kernel.event import Command

if TYPE_CHECKING:
    from casestream.kernel.rule import Bench

Gate = Callable[[Case, Command, "Bench"], None]
G = TypeVar("G", bound=Gate)
GATES: dict[str, Gate] = {}


def gate(check: G) -> G:
    """Declare a gate: `(case, ask, bench)` raises when this actor may not ask for this step, whatever the law of the step."""
    GATES[f"{check.__module__}.{check.__qualname__}"] = check
    return check


def pass_gates(case: Case, ask: Command, bench: "Bench") -> None:
    """Ask every gate, in the order in which they were declared.

    Raises:
        NotAuthorised: this actor may not ask for it.
    """
    for check in GATES.values():
        check(case, ask, bench)
