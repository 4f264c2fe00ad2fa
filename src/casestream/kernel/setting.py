"""Settings: what the sources leave open. A court says what it goes by; nothing is guessed for it."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from casestream.kernel.errors import DeclarationError

MOST = 3_660  # The numbers are days of a term; none is longer than ten years.


@frozen
class Setting:
    """A parameter without a verified value: its `name` in `casestream.open(…, settings={name: …})`, and what it is.

    `example` is a value that a court might choose, for messages and tests; it is never a default. `choices`, where there
    are any, are all that the rules know how to go by.
    """

    name: str
    zh: str
    en: str
    example: object
    choices: tuple[str, ...] = ()

    def accepts(self, value: Any) -> bool:
        """Whether the rules can go by a value: one of the example's type, of the choices, a length in days, or a table."""
        if isinstance(self.example, dict):
            return isinstance(value, Mapping) and all(type(part) is str for pair in value.items() for part in pair)
        if isinstance(self.example, tuple):
            return isinstance(value, list | tuple) and all(self._is_known(part, str) for part in value)
        return self._is_known(value, type(self.example))

    def _is_known(self, part: Any, wanted: type[object]) -> bool:
        if wanted is int:
            return type(part) is int and 0 <= part <= MOST
        return type(part) is wanted and (not self.choices or part in self.choices)


SETTINGS: dict[str, Setting] = {}


def setting(name: str, zh: str, en: str, *, example: object, choices: tuple[str, ...] = ()) -> Setting:
    """Declare a parameter that every court has to set before the rule that needs it can be used.

    Raises:
        DeclarationError: the name is taken by another one.
    """
    declared = Setting(name, zh, en, example, choices)
    if SETTINGS.setdefault(name, declared) != declared:
        raise DeclarationError(f"setting {name!r} is declared twice")
    return declared
