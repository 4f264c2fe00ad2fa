"""Settings: what the sources leave open. A court says what it goes by; nothing is guessed for it."""

from attrs import frozen

from casestream.kernel.errors import DeclarationError


@frozen
class Setting:
    """A parameter without a verified value: its `name` in `casestream.open(…, settings={name: …})`, and what it is.

    `example` is a value that a court might choose, for messages and tests; it is never a default.
    """

    name: str
    zh: str
    en: str
    example: object


SETTINGS: dict[str, Setting] = {}


def setting(name: str, zh: str, en: str, *, example: object) -> Setting:
    """Declare a parameter that every court has to set before the rule that needs it can be used.

    Raises:
        DeclarationError: the name is taken by another one.
    """
    declared = Setting(name, zh, en, example)
    if SETTINGS.setdefault(name, declared) != declared:
        raise DeclarationError(f"setting {name!r} is declared twice")
    return declared
