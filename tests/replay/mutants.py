# ruff: noqa: E501 # One mutant a line.
"""Mutants of the columns engine: one small lie each, seeded into the source of one function.

`was` is the source text that the lie replaces. A mutant whose text is gone must be written anew, not dropped.
"""

import __future__

import inspect
import textwrap
from types import ModuleType
from typing import Any

from attrs import frozen
from casestream.replay.load import Columns

from casestream.kernel.calendar import Days
from casestream.replay import columns, load, words
from casestream.replay.words import Points

MODULES = (columns, load, words)


@frozen
class Mutant:
    """A lie: `becomes` in the place of `was` in the source of `name`, a function of `owner`."""

    lie: str
    owner: Any
    name: str
    was: str
    becomes: str

    def function(self) -> Any:
        """The function (or property) with the lie in it.

        Raises:
            LookupError: the text that it replaces is not there exactly once.
        """
        original = inspect.getattr_static(self.owner, self.name)
        source = textwrap.dedent(inspect.getsource(getattr(original, "fget", original)))
        if source.count(self.was) != 1:
            raise LookupError(f"{self.name} has {source.count(self.was)} times {self.was!r}")
        module = self.owner if isinstance(self.owner, ModuleType) else inspect.getmodule(self.owner)
        made: dict[str, Any] = {}
        code = compile(
            source.replace(self.was, self.becomes), f"<{self.lie}>", "exec", __future__.annotations.compiler_flag, True
        )
        exec(code, vars(module), made)  # noqa: S102 # The source is this project's own.
        return made[self.name]

    def places(self) -> list[Any]:
        """Where the function is looked up: its class, or every module that imports it."""
        if not isinstance(self.owner, ModuleType):
            return [self.owner]
        original = getattr(self.owner, self.name)
        return [module for module in MODULES if getattr(module, self.name, None) is original]


WORDS = (
    Mutant("the decided row counts too", Points, "_search", "(places, self._end)", '(places, self._end, "right")'),
    Mutant("the first row of a case is lost", Points, "_search", "(places, self._start)", '(places, self._start, "right")'),
    Mutant("the case before a decision holds it", Points, "before", "columns.start[rows], rows)", "columns.start[rows], rows + 1)"),
    Mutant("the log before the case counts too", Points, "before", "columns.start[rows]", "rows * 0"),
    Mutant("a decided event has company", Points, "at", "(columns, rows, rows", "(columns, columns.start[rows], rows"),
    Mutant("rounds are ignored", Points, "this_round", "np.maximum(start, self._start)", "self._start"),
    Mutant(
        "the round that the point itself opens is asked", Points, "this_round",
        "np.maximum(self._end - 1, 0)", "np.minimum(self._end, len(self._columns) - 1)",
    ),
    Mutant(
        "a round of a decided event is the whole round", Points, "this_round",
        '"round" if self._level == "case" else self._level', '"round"',
    ),
    Mutant(
        "the extreme is one event late", Points, "_extreme",
        "np.maximum(high - 1, 0)", "np.minimum(high, len(running) - 1)",
    ),
    Mutant("the extreme runs on over cases", Points, "_extreme", "self._segments(rows)", "self._segments(rows) * 0"),
    Mutant("a day that never came is day 0", Points, "_extreme", "high - 1, 0)], NEVER_ORDINAL)", "high - 1, 0)], 0)"),
    Mutant("first is last", Points, "first", "-1)", "1)"),
    Mutant("latest is one event late", Points, "latest", "np.maximum(high - 1, 0)", "np.minimum(high, len(values) - 1)"),
    Mutant("a missing day is day 0", Points, "latest", "NEVER_ORDINAL if is_day else 0", "0"),
    Mutant("a total begins with the log", Points, "total", "- running[low]", ""),
    Mutant("a span is open without a start", Points, "during", ") > self", ") >= self"),
    Mutant("open spans are forgotten", Points, "span_days", " + open_days", ""),
    Mutant("open spans run to a day that never came", Points, "span_days", "still_open & cast(Any, today.came())", "still_open"),
    Mutant("a second start opens anew", Points, "span_days", "is_start & ~after_start, ~is", "is_start, ~is"),
    Mutant("a span runs on into the next case", Points, "span_days", "& (segment[1:] == segment[:-1])", ""),
    Mutant("a backdated end shortens other spans", Points, "span_days", "np.maximum(on - on[np.maximum(opened, 0)], 0)", "on - on[opened]"),
    Mutant("only one debtor is asked", Points, "for_every", "range(int((high - low).max(initial=0)))", "range(1 if len(codes) else 0)"),
    Mutant("one debtor too few is asked", Points, "for_every", ".max(initial=0)))", ".max(initial=1)) - 1)"),
    Mutant("debtors named later are asked too", Points, "for_every", "np.searchsorted(rows, self._end)", "np.searchsorted(rows, self._columns.start[self._end - 1] * 0 + len(self._columns))"),
    Mutant("a debtor of an earlier round is no new one", Points, "for_every", "segment, codes", "segment * 0, codes"),
    Mutant("about one debtor is about all", Points, "about", "Entity(key, codes)", "None"),
    Mutant("the debtor asked about forgets the round", Points, "this_round", "level, self._entity", "level, None"),
    Mutant("debtors share their running extremes", Points, "_segments", "changed[1:] |= entities[1:] != entities[:-1]", "pass"),
    Mutant("rounds share their running extremes", Points, "_segments", '"round": columns.round_start', '"round": columns.start'),
    Mutant("fields are read as if nothing was left out", Points, "_numbers", "np.searchsorted(self._columns.rows_of(kind), rows)", ": len(rows)"),
    Mutant("at least is more than", words, "matching", ">= wanted.bound", "> wanted.bound"),
    Mutant("one of several is the first of them", words, "matching", "wanted if isinstance(wanted, tuple)", "wanted[:1] if isinstance(wanted, tuple)"),
    Mutant("the last test of a where wins", words, "matching", "chosen &= np.fromiter((value in", "chosen = np.fromiter((value in"),
    Mutant("an unknown number is 1", words, "numbers", "missing if value is None", "missing + 1 if value is None"),
    Mutant("a comparison with never may hold", Days, "_compare", "(self.ordinals != NEVER_ORDINAL)", "True"),
    Mutant("months do not clamp", Days, "plus_months", "np.minimum(into_month, length - 1)", "into_month"),
    Mutant("never plus days is a day", Days, "plus_days", "NEVER_ORDINAL, NEVER_ORDINAL", "NEVER_ORDINAL, 1"),
)  # fmt: skip

LOADED = (
    Mutant("annulments are forgotten", Columns, "_mend", "keep[row] = False", "keep[row] = True"),
    Mutant("corrections are forgotten", Columns, "_mend", "self._replace(row, verdict.event)", "pass"),
    Mutant("the first word about a version counts", Columns, "_mend", "verdicts[first, verdict.of] = verdict", "verdicts.setdefault((first, verdict.of), verdict)"),
    Mutant("versions are counted from 0", Columns, "_mend", "first + version - 1", "first + version"),
    Mutant("a correction reaches into another case", Columns, "_mend", " or self.stream[row] != self.stream[first]", ""),
    Mutant("a correction reaches back into another case", Columns, "_mend", "version < 1 or ", ""),
    Mutant("a corrected event keeps its day", Columns, "_replace", "self.on[row] = event.on.toordinal()", "pass"),
    Mutant("a corrected event keeps its kind", Columns, "_replace", "self.kind[row] = self.kinds.index(kind)", "pass"),
    Mutant("a corrected event keeps its promoted fields", Columns, "_replace", "self._slots[slot][row] = ", "_ = "),
    Mutant("a corrected event keeps its other fields", Columns, "_replace", "self._mended[int(self.position[row])] = event", "pass"),
    Mutant("a round runs on into the next case", Columns, "_find_starts", "begins | opening", "opening"),
    Mutant("an opening opens nothing", Columns, "_find_starts", "begins | opening", "begins"),
    Mutant("all cases are one", Columns, "_find_starts", "self.stream[1:] != self.stream[:-1]", "False"),
)  # fmt: skip

COUNTED = (
    Mutant("law binds a day late", columns, "_holds", "on >= citation", "on > citation"),
    Mutant("law binds for ever", columns, "_holds", " & (on < ", " | (on < "),
    Mutant("law binds on the day it ends", columns, "_holds", "(on < ", "(on <= "),
    Mutant("a decision satisfies its own rule", columns, "_holds", "Points.before(columns, chosen)", "Points(columns, columns.start[chosen], chosen + 1)"),
    Mutant("the last condition of a rule decides", columns, "_holds", "held &= ", "held = "),
    Mutant("before the period is up to its first day", columns, "_in_scope", "on < since", "on <= since"),
    Mutant("a period begins a day late", columns, "_in_scope", "on >= since", "on > since"),
    Mutant("a period ends a day early", columns, "_in_scope", "(on <= until)", "(on < until)"),
    Mutant("types of round are ignored", columns, "_of_type", "if not round_type:", "if True:"),
    Mutant("cases are counted by their rounds", columns, "_distinct", 'columns.round[rows] if measure.per == "round" else', "columns.round[rows] if True else"),
    Mutant("a unit counts in one group only", columns, "_distinct", ", *_dimensions(columns, rows, projection)", ""),
    Mutant("a span outlives its round", columns, "_spans", 'measure.within == "round"', "False"),
    Mutant("a span ends in another case", columns, "_spans", "columns.stream[rows[1:]] == columns.stream[rows[:-1]]", "np.ones(len(rows[1:]), bool)"),
    Mutant("a span begins with its last start", columns, "_spans", "np.where(is_start & ~after_start", "np.where(is_start"),
    Mutant("backdated spans count below zero", columns, "_spans", "np.maximum(columns.on[rows] - columns.on[rows[opened]], 0)", "columns.on[rows] - columns.on[rows[opened]]"),
    Mutant("spans outside the period count", columns, "_spans", "closes &= ", "_ = "),
    Mutant("a stage is that of the day before", columns, "_stages", "<= scope.until", "< scope.until"),
    Mutant("a stage is that of the case", columns, "_stages", 'if measure.within == "round" else', "* 0 if True else"),
    Mutant("every stage counts, not the last", columns, "_stages", "(columns.stream[among[1:]] !=", "True | (columns.stream[among[1:]] !="),
    Mutant("quarters have four months", columns, "_dimensions", "months // 3", "months // 4"),
    Mutant("years begin in the year 1971", columns, "_name", 'f"{1970 + code}"', 'f"{1971 + code}"'),
    Mutant("a group takes in a neighbour", columns, "_grouped", "bounds[index + 1]", "bounds[index + 1] + 1"),
    Mutant("a sum counts rows", columns, "_exact_sum", "int(values.sum())", "len(values)"),
)  # fmt: skip

MUTANTS = (*WORDS, *LOADED, *COUNTED)
