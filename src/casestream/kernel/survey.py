"""Surveys: questions put to every case as it stands, for a row a case instead of a figure a court.

```python
STATE = Survey("state", "案件状态", "State of every case", is_open=is_open, owed_fen=outstanding)
```
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from casestream.kernel.errors import DeclarationError
from casestream.kernel.words import AnyDay, Asked

Question = Callable[..., Any]


@frozen(init=False)
class Survey:
    """Named questions in the words of the vocabulary, each `(case)` or `(case, today)`: a truth, a number or a day.

    They are put to every stream of `kind`. An engine answers with one column a question: booleans, integers, days as
    ordinals.

    Raises:
        DeclarationError: there is no question, or one is no plain function of a case.
    """

    name: str
    zh: str
    en: str
    kind: str
    questions: Mapping[str, Question]

    def __init__(self, name: str, zh: str, en: str, kind: str = "case", **questions: Question) -> None:
        if not questions:
            raise DeclarationError(f"survey {name!r} asks nothing")
        for label, question in questions.items():
            if not callable(question) or _required(question) not in (1, 2):
                raise DeclarationError(f"{label!r} of survey {name!r} is no function of a case, or of a case and today")
        self.__attrs_init__(name, zh, en, kind, questions)

    def ask(self, label: str, case: Asked, today: AnyDay) -> Any:
        """One question, put to one case or to a column of cases."""
        question = self.questions[label]
        return question(case, today) if _required(question) == 2 else question(case)


def _required(question: Question) -> int:
    """How many arguments it must be given: one that it can do without is not `today`."""
    return sum(each.default is each.empty for each in inspect.signature(question).parameters.values())
