"""Law with dates: instruments begin, are amended and end; articles are renumbered.

A citation answers for a day: in 2020 it prints 2020's article, in 2023 the article of 2023.
"""

from datetime import date
from typing import Literal

from attrs import evolve, frozen

Mark = Literal["V", "DERIVED", "K-high", "K-med", "K-low"]
"""How far the text behind a citation was verified: read in public material (V), computed, or known from practice."""


DIGITS = "零一二三四五六七八九"


def article(number: int) -> str:
    """An article number as a statute prints it: 85 → 第八十五条, 267 → 第二百六十七条. From 1 to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return f"第{text}{DIGITS[ones] if ones else ''}条"


@frozen(kw_only=True)
class Version:
    """One wording of an instrument, in force from `since`."""

    since: date
    name: str


@frozen
class Instrument:
    """A statute, a judicial interpretation or a normative document.

    `number` is its document number or short name, `since`/`until` the days on which it is in force
    (`until` is the first day on which it is not), `versions` its amended wordings.
    """

    number: str
    title: str
    since: date
    until: date | None = None
    versions: tuple[Version, ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether the instrument is law on `day`."""
        return self.since <= day and (self.until is None or day < self.until)

    def wording(self, day: date) -> str:
        """The name of the wording in force on `day`, or ''."""
        names = [version.name for version in self.versions if version.since <= day]
        return names[-1] if names else ""

    def article(
        self, article: str, *, mark: Mark = "V", since: date | None = None, until: date | None = None
    ) -> "Citation":
        """A citation of one article, from `since` (default: the whole life of the instrument) until `until`."""
        return Citation(self, article, mark, since or self.since, until or self.until)


@frozen
class Citation:
    """One 项 of one article of one instrument, with the days on which it binds and its later numbers."""

    instrument: Instrument
    first_number: str
    mark: Mark
    since: date
    until: date | None
    later_numbers: tuple[tuple[date, str], ...] = ()

    def renumbered(self, since: date, article: str) -> "Citation":
        """The same sentence under another number from `since` on."""
        return evolve(self, later_numbers=(*self.later_numbers, (since, article)))

    def in_force(self, day: date) -> bool:
        """Whether the article binds on `day`."""
        return self.since <= day and (self.until is None or day < self.until)

    def article_on(self, day: date) -> str:
        """The number that the article bears on `day`."""
        numbers = [article for since, article in self.later_numbers if since <= day]
        return numbers[-1] if numbers else self.first_number

    def on(self, day: date) -> str:
        """The citation as a decision of `day` prints it: instrument, wording, article."""
        wording = self.instrument.wording(day)
        return f"{self.instrument.number}{f'（{wording}）' if wording else ''}{self.article_on(day)}"
