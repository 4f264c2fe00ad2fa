"""Which conditions did no test see fail, or see hold? A plugin: `PYTHONPATH=src:tests pytest -p truths tests/procedures`.

A condition that is never seen to be false may be one that cannot fail; one never seen to be true may be one that cannot
hold. Columns of answers, as the other engines give them, are left out: the reference answers one case at a time.
"""

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from casestream import procedures
from casestream.kernel import rule
from casestream.kernel.rule import NOTHING_DECIDED, RULES, Condition
from casestream.kernel.words import AnyDay, Asked

SEEN: dict[str, set[bool]] = defaultdict(set)


def _watch(holds: Any) -> Any:
    def watched(self: Condition, case: Asked, today: AnyDay, decided: Asked = NOTHING_DECIDED) -> Any:
        answer = holds(self, case, today, decided)
        if isinstance(answer, bool | np.bool_):
            SEEN[self.source].add(bool(answer))
        return answer

    return watched


def pytest_configure() -> None:
    """From now on each answer is noted."""
    rule.Condition.holds = _watch(rule.Condition.holds)  # type: ignore[method-assign]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Each condition that was seen one way only, or not at all."""
    terminalreporter.section(f"conditions of {procedures.__name__} seen one way only")
    for each in RULES.values():
        for condition in each.conditions:
            if len(SEEN[condition.source]) < 2:
                terminalreporter.write_line(f"{condition.source} {condition.name}: {sorted(SEEN[condition.source])}")
