"""Settings: what the sources leave open. A court says what it goes by; nothing is guessed for it."""

from typing import Any

from attrs import frozen

from casestream.kernel.errors import DeclarationError, NotAValue

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

    def checked(self, value: Any) -> Any:
        """The value that a court has set, if the rules can go by it.

        Raises:
            NotAValue: it is of another type than the example, a number that is no length in days, or none of the choices.
        """
        if isinstance(self.example, tuple):
            if isinstance(value, list | tuple) and all(self._is_known(part, str) for part in value):
                return tuple(value)
        elif self._is_known(value, type(self.example)):
            return value
        known = "、".join(self.choices) or f"例如 {self.example!r}"
        raise NotAValue(
            f"本院设定的“{self.zh}”（{self.name}）为 {value!r}，规则无法适用",
            f"{self.name} ({self.en}) is set to {value!r}, which no rule can go by",
            known, ", ".join(self.choices) or f"for instance {self.example!r}",
        )  # fmt: skip

    def _is_known(self, part: Any, wanted: type) -> bool:
        if type(part) is not wanted:
            return False
        return 0 <= part <= MOST if wanted is int else not self.choices or part in self.choices


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
