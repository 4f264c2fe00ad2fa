# ruff: noqa: E501 # One mutant a line.
"""Mutants of the engine over columns: one small lie each, seeded into the source of one function.

`was` is the source text that the lie replaces. A mutant whose text is gone must be written anew, not dropped.
"""

import __future__

import inspect
import sys
import textwrap
from functools import cached_property
from types import ModuleType
from typing import Any

import pytest
from attrs import frozen

from casestream.kernel.calendar import Days
from casestream.replay import chunk, columns, groups, judging, part, traces, words
from casestream.replay.chunk import Chunk
from casestream.replay.part import Loose, Vector
from casestream.replay.segments import read
from casestream.replay.segments.read import Sealed
from casestream.replay.tasks import RecheckTask, SurveyTask, TallyTask
from casestream.replay.words import Points, Rows, Spans


@frozen
class Mutant:
    """A lie: `becomes` in the place of `was` in the source of `name`, a function of `owner`."""

    lie: str
    owner: Any
    name: str
    was: str
    becomes: str

    @property
    def module(self) -> ModuleType:
        """The module in which it lies."""
        return self.owner if isinstance(self.owner, ModuleType) else sys.modules[self.owner.__module__]

    def function(self) -> Any:
        """The function (method, property …) with the lie in it, as it stands in a class before anybody looks it up.

        Raises:
            LookupError: the text that it replaces is not there exactly once.
        """
        original = inspect.getattr_static(self.owner, self.name)
        for inner in ("fget", "func", "__func__"):
            original = getattr(original, inner, original)
        source = textwrap.dedent(inspect.getsource(original))
        if source.count(self.was) != 1:
            raise LookupError(f"{self.name} has {source.count(self.was)} times {self.was!r}")
        made: dict[str, Any] = {}
        flags = __future__.annotations.compiler_flag
        code = compile(source.replace(self.was, self.becomes), f"<{self.lie}>", "exec", flags, dont_inherit=True)
        exec(code, vars(self.module), made)  # noqa: S102 # The source is this project's own.
        lying = made[self.name]
        if isinstance(lying, cached_property):
            lying.__set_name__(self.owner, self.name)
        return lying

    def places(self) -> list[Any]:
        """Where the function is looked up: its class, or every module that imports it."""
        if not isinstance(self.owner, ModuleType):
            return [self.owner]
        original = getattr(self.owner, self.name)
        modules = [module for name, module in sys.modules.items() if name.startswith("casestream.replay")]
        return [module for module in modules if getattr(module, self.name, None) is original]

    def seed(self, patch: pytest.MonkeyPatch) -> None:
        """Put the lie where the function is looked up."""
        lying = self.function()
        for place in self.places():
            patch.setattr(place, self.name, lying)


WORDS = (
    Mutant("a decided row counts too", Points, "_search", "np.searchsorted(places, self._start), np.searchsorted(places, self._end)", 'np.searchsorted(places, self._start), np.searchsorted(places, self._end, "right")'),
    Mutant("the first row of a case is lost", Points, "_search", "return np.searchsorted(places, self._start),", 'return np.searchsorted(places, self._start, "right"),'),
    Mutant("a debtor begins with the log, where all are there", Points, "_search", "return np.searchsorted(places, lift + self._start)", "return np.searchsorted(places, lift)"),
    Mutant("a debtor ends a row late, where all are there", Points, "_search", "np.searchsorted(places, lift + self._end)\n", "np.searchsorted(places, lift + self._end + 1)\n"),
    Mutant("a debtor begins with the log, where some are there", Points, "_search", "(lift + self._start)[there]", "lift[there]"),
    Mutant("a debtor ends a row late, where some are there", Points, "_search", "(lift + self._end)[there]", "(lift + self._end + 1)[there]"),
    Mutant("debtors are lifted a row short", Points, "_search", "(len(self._chunk) + 1)", "len(self._chunk)"),
    Mutant("the case before a decision holds it", Points, "before", "- 1], rows)", "- 1], rows + 1)"),
    Mutant("the first row of a case is of the case before", Points, "before", '"right"', '"left"'),
    Mutant("the log before the case counts too", Points, "before", "cases[np.searchsorted", "0 * cases[np.searchsorted"),
    Mutant("a decided event has company", Points, "at", "rows + 1", "rows + 2"),
    Mutant("a case at the end has lost its last row", Points, "after", "chunk.starts[streams + 1]", "chunk.starts[streams + 1] - 1"),
    Mutant("a case at the end is the whole chunk so far", Points, "after", "chunk.starts[streams],", "chunk.starts[streams] * 0,"),
    Mutant("rounds are ignored", Points, "this_round", "np.maximum(begun, self._start)", "self._start"),
    Mutant("a round reaches over its case", Points, "this_round", "np.maximum(begun, self._start)", "begun"),
    Mutant("the round that the point itself opens is asked", Points, "this_round", "np.searchsorted(bounds, self._end) - 1", 'np.searchsorted(bounds, self._end, "right") - 1'),
    Mutant("the round before the current one is asked", Points, "this_round", "self._end) - 1, 0)", "self._end) - 2, 0)"),
    Mutant("a round of a decided event is the whole round", Points, "this_round", 'if self._level == "case" else self._level', ""),
    Mutant("the round of a debtor is that of all", Points, "this_round", "level, self._entity", "level, None"),
    Mutant("a round shares its extremes with its case", Points, "this_round", '"round" if self', '"case" if self'),
    Mutant("has wants two", Points, "has", "high > low", "high > low + 1"),
    Mutant("count counts one more", Points, "count", "high - low", "high - low + (high > low)"),
    Mutant("a total begins with the chunk", Points, "total", " - running[low]", ""),
    Mutant("first is last", Points, "first", "-1)", "1)"),
    Mutant("last is first", Points, "last", ", 1)", ", -1)"),
    Mutant("a day that never came is day 0", Points, "_extreme", "NEVER_ORDINAL", "0"),
    Mutant("extremes of rounds are those of cases", Points, "_extreme", "self._level", '"case"'),
    Mutant("the latest day that is missing is day 0", Points, "latest", "NEVER_ORDINAL if is_day else 0", "0"),
    Mutant("the latest number of nobody is -1", Points, "latest", "low, high, missing)", "low, high, missing - (not is_day))"),
    Mutant("a span is open without a start", Points, "during", ") > self", ") >= self"),
    Mutant("an end that never was came first", Points, "_last_row", ", -1)", ", 1)"),
    Mutant("open spans are forgotten", Points, "span_days", " + open_days", ""),
    Mutant("open spans run to a day that never came", Points, "span_days", "still_open & cast(Any, today.came())", "still_open"),
    Mutant("open spans run backwards", Points, "span_days", "np.maximum(today.ordinals - spans.since[last], 0)", "today.ordinals - spans.since[last]"),
    Mutant("a closed span is still open", Points, "span_days", "(high > low) & spans.is_start[last]", "high > low"),
    Mutant("the open span of another case goes on", Points, "span_days", "(high > low) & spans", "spans"),
    Mutant("closed spans of the chunk add up", Points, "span_days", " - spans.running[low]", ""),
    Mutant("nobody fails a test", Points, "for_every", "~cast(Entity, one._entity).there | ", ""),
    Mutant("one debtor is enough", Points, "for_every", "holds &= ", "holds = "),
    Mutant("only the first debtor is asked", Points, "_each", "int((high - low).max(initial=0))", "min(1, len(codes))"),
    Mutant("the last debtor is not asked", Points, "_each", ".max(initial=0))", ".max(initial=1)) - 1"),
    Mutant("debtors named by the decision are asked", Points, "_each", "np.searchsorted(rows, self._end)", 'np.searchsorted(rows, self._end, "right")'),
    Mutant("debtors of earlier cases are asked", Points, "_each", "np.searchsorted(rows, self._start)", "np.searchsorted(rows, self._start * 0)"),
    Mutant("a debtor of an earlier case is no new one", Points, "_named", "(unit.max(initial=0) + 1) + unit", "1"),
    Mutant("of two that are named alike the order is lost", Points, "_named", "new = np.sort(new)", "pass"),
    Mutant("a debtor of an earlier round is no new one", Points, "_named", "chunk, self._level, plain", 'chunk, "case", plain'),
    Mutant("about one debtor is about nobody", Points, "about", "codes >= 0", "codes > 1 << 40"),
    Mutant("the next event tells whom it is about", Points, "about", "decided._start)\n            there", 'decided._start, "right")\n            there'),
    Mutant("about a debtor the round is forgotten", Points, "about", "self._end, self._level", 'self._end, "case"'),
    Mutant("rows of a debtor lie as they were written", Rows, "_find", "if not (places[1:] > places[:-1]).all()", "if False"),
    Mutant("which rows match is mixed up", Rows, "_find", "else at[order]", "else at"),
    Mutant("debtors share their running extremes", Rows, "units", "self.places if self.is_keyed else None", "None"),
    Mutant("rows lie where a debtor lifts them", Rows, "rows", "if self.is_keyed else self.places", "if False else self.places"),
    Mutant("a debtor's units are those of its case", Rows, "units", 'level == "case" and self.is_keyed', "self.is_keyed"),
    Mutant("extremes run on over cases", Rows, "extremes", "* SPREAD", "* 0"),
    Mutant("the extremes of a round are kept for the case", Rows, "extremes", "self._kept.get((level, sign))", "next((v for k, v in self._kept.items() if isinstance(k, tuple) and k[1] == sign), None)"),
    Mutant("running sums of one field are those of another", Rows, "running", "self._kept.get(name)", "next((v for k, v in self._kept.items() if isinstance(k, str)), None)"),
    Mutant("numbers are read where nothing was chosen", Rows, "numbers", "[self.at]", "[: len(self.rows)]"),
    Mutant("days are read where nothing was chosen", Rows, "on", "[self.at]", "[: len(self.rows)]"),
    Mutant("debtors are lifted too little", words, "_lifted", "(len(chunk) + 1)", "(len(chunk) // 2)"),
    Mutant("single rows share their extremes", words, "units", "changed[1:] = 1", "changed[1:] = 0"),
    Mutant("cases begin a row late", words, "units", 'rows, "right")', 'rows, "left")'),
    Mutant("debtors share their units", words, "units", "changed[1:] |= entity[1:] != entity[:-1]", "pass"),
    Mutant("a round of debtors is their case", words, "units", 'level == "round" or (', '(level == "round" and places is None) or ('),
    Mutant("a running sum begins with its first value", words, "_running", "np.concatenate([np.zeros(1, np.int64), np.cumsum(values)])", "np.concatenate([np.cumsum(values), np.zeros(1, np.int64)])"),
    Mutant("the last of a range is its first but one", words, "_last_of", "high - 1, 0", "low, 0"),
    Mutant("the last of an empty range is that before it", words, "_last_of", "high > low", "high > 0"),
    Mutant("a second start opens anew", Spans, "_find", "is_start & ~after_start, ~is", "is_start, ~is"),
    Mutant("a second end closes again", Spans, "_find", "~is_start & after_start", "~is_start"),
    Mutant("a span runs on into the next case", Spans, "_find", " & (unit[1:] == unit[:-1])", ""),
    Mutant("a backdated end shortens other spans", Spans, "_find", "np.maximum(on - since, 0)", "on - since"),
    Mutant("spans of debtors are those of their case", Spans, "_find", "None if key is None else places", "None"),
    Mutant("at one row the end comes before the start", Spans, "_find", "< len(starts.places)", "< len(starts.places) - 1"),
    Mutant("the spans of a case are kept for its rounds", Spans, "of", "key, level)\n    found", "key)\n    found"),
    Mutant("a comparison with never may hold", Days, "_compare", "& (self.ordinals != NEVER_ORDINAL)", ""),
    Mutant("what never came may come after", Days, "_compare", " & (there != NEVER_ORDINAL)", ""),
    Mutant("never plus days is a day", Days, "plus_days", "NEVER_ORDINAL, NEVER_ORDINAL", "NEVER_ORDINAL, 1"),
    Mutant("never plus months is a day", Days, "plus_months", "np.where(never, NEVER_ORDINAL, later[into_table])", "later[into_table]"),
)  # fmt: skip

CHUNKS = (
    Mutant("versions are counted from 0", Chunk, "row", "rows -= 1", "pass"),
    Mutant("parts are one after the other, not row by row", Chunk, "_show", 'chosen[np.argsort(rows[chosen], kind="stable")]', "chosen"),
    Mutant("what is annulled is shown", Chunk, "_show", "~np.isin(rows[:written], self.removed)", "True"),
    Mutant("a correction goes with what it corrects", Chunk, "_show", "keep[:written] = ~np.isin(rows[:written], self.removed)", "keep[:] = ~np.isin(rows, self.removed)"),
    Mutant("the horizon's last position is hidden", Chunk, "_show", "]) <= limit", "]) < limit"),
    Mutant("a horizon hides nothing", Chunk, "_show", "keep &= np.concatenate", "_ = np.concatenate"),
    Mutant("one part needs no mending", Chunk, "_show", "not len(self.removed) and self", "self"),
    Mutant("one part needs no horizon", Chunk, "_show", " and self.horizon == EVERYTHING:", ":"),
    Mutant("columns are shown with what is hidden", Chunk, "column", "laid[shown.chosen]", "laid[: len(self.rows_of(kind))]"),
    Mutant("fields are shown with what is hidden", Chunk, "field", ".take(shown.chosen)", ".take(slice(len(self.rows_of(kind))))"),
    Mutant("the first test of a where is enough", Chunk, "_match", "kept if isinstance(places, slice) else places[kept]", "kept if isinstance(places, slice) else places"),
    Mutant("a later test is made of the first rows", Chunk, "_match", "field.take(places)", "field.take(ALL if isinstance(places, slice) else slice(len(places)))"),
    Mutant("streams without anything shown are surveyed", Chunk, "streams", "streams[np.isin(streams, self.column(None, \"stream\"))]", "streams"),
    Mutant("an opening opens nothing", Chunk, "bounds", "np.concatenate([cases, *openings])", "np.concatenate([cases])"),
    Mutant("a round runs on into the next case", Chunk, "bounds", "np.concatenate([cases, *openings])", "np.concatenate([cases[:1], *openings])"),
    Mutant("debtors of all cases are one", Chunk, "entities", "found = stream << ENTITY_BITS", "found = stream * 0"),
    Mutant("debtors are not told apart", Chunk, "entities", "found += ordinals", "pass"),
    Mutant("debtors are counted where they are hidden", Chunk, "entities", "laid[shown.chosen]", "laid[: len(self.rows_of(kind))]"),
    Mutant("nobody counts what lies in several parts", Chunk, "_count_tangled", "ordinals[row] = known.setdefault(value, len(known))", "pass"),
    Mutant("each kind counts for itself", Chunk, "_count_tangled", "setdefault((key, of), {})", "setdefault((key + kind.__name__, of), {})"),
    Mutant("two segments count as one", Chunk, "_tangled", "!= 1", "< 1"),
    Mutant("a tail counts as its segment", Chunk, "_tangled", "tangled |= length > 0", "pass"),
    Mutant("what is corrected is counted as it was sealed", Chunk, "_tangled", "- 1] = True", "- 1] |= False"),
    Mutant("the words of a list are all but these", chunk._Listed, "under", "np.flatnonzero(fitting[self.codes])", "np.flatnonzero(~fitting[self.codes])"),
    Mutant("a list begins with its first word", chunk._Listed, "under", "self.begins[word + 1] :", "self.begins[max(word, 0)] :"),
    Mutant("what says nothing says the last word", chunk._Listed, "under", "-1 if words[0] == len(fitting) - 1 else words[0]", "words[0] - (words[0] == len(fitting) - 1)"),
    Mutant("a kind that lies as it is shown has no rows", Chunk, "rows_of", "if shown.parts else", "if shown.parts[1:] else"),
    Mutant("one of several is the first of them", chunk, "_fitting", "wanted if isinstance(wanted, tuple)", "wanted[:1] if isinstance(wanted, tuple)"),
    Mutant("at least is more than", chunk, "_is", ">= whole(wanted", "> whole(wanted"),
    Mutant("nothing is at least something", chunk, "_is", "found & field.valid", "found | ~field.valid"),
    Mutant("one number of several is the first of them", chunk, "_is", "wanted if isinstance(wanted, tuple)", "wanted[:1] if isinstance(wanted, tuple)"),
    Mutant("a number that is none is 0", chunk, "_is", "np.where(field.valid, found, None in options)", "found"),
    Mutant("corrections after the horizon's last position are known", chunk, "_mended", "if is_known", ""),
    Mutant("the first word about a version counts", chunk, "_mended", "key=lambda verdict: verdict[:2])", "key=lambda verdict: verdict[:2], reverse=True)"),
    Mutant("a correction reaches into another case", chunk, "_mended", "<= lengths[stream - chunk.first]", "<= chunk.starts[-1] - chunk.starts[stream - chunk.first]"),
    Mutant("a correction reaches back into another case", chunk, "_mended", "if 1 <= of", "if of"),
    Mutant("annulments are corrections of nothing", chunk, "_mended", "np.array(sorted(stands), np.int64)", "np.array(sorted(row for row in stands if isinstance(stands[row], Corrected)), np.int64)"),
    Mutant("corrections only take away", chunk, "_mended", " if events else None", " if False else None"),
    Mutant("a correction stands under the envelope of another", chunk, "_envelopes", "order[np.searchsorted(rows[order], wanted)]", "order[np.searchsorted(rows[order], wanted) - 1]"),
    Mutant("a correction has no type of round", chunk, "_envelopes", "[events[row] for row in wanted.tolist()], types", "[events[row] for row in wanted.tolist()], {}"),
)  # fmt: skip

PARTS = (
    Mutant("what is missing is 0", Vector, "filled", "np.where(self.valid, values, missing)", "np.where(self.valid, values, 0)"),
    Mutant("what is missing is there, when something is taken", Vector, "take", "None if self.valid is None else self.valid[chosen]", "None"),
    Mutant("days that are none are there", part, "vector", "np.array([value is not None for value in values], bool)", "np.array([True for value in values], bool)"),
    Mutant("a word is the one after it", part, "vector", "list(words))", "list(words)[1:] + list(words)[:1])"),
    Mutant("one dictionary is read with the codes of another", part, "laid_together", "codes.append(places[each.values])", "codes.append(each.values)"),
    Mutant("what one vector lacks, both have", part, "laid_together", "if any(each.valid is not None for each in vectors)", "if all(each.valid is not None for each in vectors)"),
    Mutant("a correction keeps the day of what it corrects", Loose, "of_events", "event.on.toordinal() for event in events", "day for day in envelope['position'].tolist()"),
    Mutant("corrections are all of one kind", Loose, "of_events", "kinds.index(type(event))", "0"),
    Mutant("lengths are those of the streams before", Loose, "lengths", "- first, min", "- first + (last - first > 1) * (self._envelope['stream'] < last - 1), min"),
    Mutant("only the first schema of a kind is read", Loose, "_of_kind", "if reader.kind is kind]", "if reader.kind is kind][:0]"),
    Mutant("a tail gives another chunk's payloads", Loose, "within", "self._payloads[low:high]", "self._payloads[: high - low]"),
    Mutant("a tail gives another chunk's kinds", Loose, "within", "self.codes[low:high]", "self.codes[: high - low]"),
    Mutant("streams of all kinds are of one", Loose, "streams", "self._kinds_of.get(stream) == kind", "self._kinds_of.get(stream) is not None"),
    Mutant("a round that nobody opened has a type", Loose, "field", 'get(code, "")', 'get(code, "执")'),
)  # fmt: skip

SEALED = (
    Mutant("a day is counted from another one", read, "vector_of", "+ EPOCH", "+ EPOCH + 1"),
    Mutant("a missing day came on the first", read, "vector_of", "+ EPOCH, valid)", "+ EPOCH)"),
    Mutant("a missing number is there", read, "vector_of", "copy=False), valid)", "copy=False))"),
    Mutant("words are read in another order", read, "vector_of", "array.dictionary.to_pylist()", "array.dictionary.to_pylist()[::-1]"),
    Mutant("whole days are days since the epoch", read, "integers", "vector_of(array).values", "vector_of(array).values - EPOCH"),
    Mutant("every chunk is the first", read, "read_column", "groups[chunk] if chunk < len(groups)", "groups[0] if chunk < len(groups)"),
    Mutant("a stream has one record in a segment", Sealed, "lengths", 'integers(self._read(STREAMS, "records"))', "1"),
    Mutant("sealed streams of all kinds are of one", Sealed, "streams", "name == kind", "name != ''"),
    Mutant("sealed streams of any kind are none", Sealed, "streams", "[wanted]", "[~wanted]"),
    Mutant("a kind is only in the first chunk", Sealed, "_kinds", "groups[name][self._chunk] >= 0", "groups[name][self._chunk] == 0"),
    Mutant("positions are versions", Sealed, "column", 'f"_{name}")', 'f"_{name}".replace("position", "version"))'),
    Mutant("all sealed debtors are one", Sealed, "entities", 'integers(self._read(EVENTS[kind].name, f"_no_{key}"))', '0 * integers(self._read(EVENTS[kind].name, f"_no_{key}"))'),
    Mutant("no sealed round has a type", Sealed, "types_of_rounds", "np.isin(known, rounds)", "np.isin(known, -rounds - 1)"),
    Mutant("sealed types of rounds are mixed up", Sealed, "types_of_rounds", "table.column(\"type\").take(pa.array(places))", "table.column(\"type\").take(pa.array(places * 0))"),
)  # fmt: skip

COUNTED = (
    Mutant("law binds a day late", columns, "asked_of", "on >= citation", "on > citation"),
    Mutant("law binds for ever", columns, "asked_of", "binds &= on <", "binds |= on <"),
    Mutant("law binds on the day it ends", columns, "asked_of", "on < citation", "on <= citation"),
    Mutant("a decision satisfies its own rule", columns, "asked_of", "Points.before(chunk, bound)", "Points(chunk, Points.before(chunk, bound)._start, bound + 1)"),
    Mutant("conditions that bind otherwise share what they find", columns, "asked_of", "np.packbits(binds).tobytes()", "bytes([int(binds.sum())])"),
    Mutant("what does not bind fails", columns, "_judged", "holds = np.ones", "holds = np.zeros"),
    Mutant("the last condition of a rule decides", columns, "_held", "held &= holds", "held = holds"),
    Mutant("what one condition finds is what another finds", columns, "_held", '("held", given.name, id(given), kind)', '("held", kind)'),
    Mutant("before the period is up to its first day", columns, "_in_scope", "on < since", "on <= since"),
    Mutant("to date is before the last day", columns, "_in_scope", "return on <= until", "return on < until"),
    Mutant("a period begins a day late", columns, "_in_scope", "on >= since", "on > since"),
    Mutant("a period ends a day early", columns, "_in_scope", "& (on <= until)", "& (on < until)"),
    Mutant("types of round are the other ones", columns, "_of_type", "name in round_type", "name not in round_type"),
    Mutant("types of round are ignored", columns, "_kept", "if round_type else keep", "if False else keep"),
    Mutant("one period chooses what another does", columns, "_kept", "round_type, when, scope)\n    if", "round_type, when)\n    if"),
    Mutant("what is chosen before a period is chosen in it", columns, "_kept", "round_type, when, scope)\n    if", "round_type, scope)\n    if"),
    Mutant("one type of round chooses what another does", columns, "_kept", '("kept", kind, round_type,', '("kept", kind, bool(round_type),'),
    Mutant("one measure chooses what another wants", columns, "_chosen", '("chosen", kind, where,', '("chosen", kind, bool(where),'),
    Mutant("one measure chooses from another period", columns, "_chosen", "measure.when, scope)\n    if", "measure.when)\n    if"),
    Mutant("what a measure wants is ignored", columns, "_chosen", "matching[keep[matching]]", "np.flatnonzero(keep)"),
    Mutant("the period is ignored where something is wanted", columns, "_chosen", "matching[keep[matching]]", "matching"),
    Mutant("lawful or not", columns, "_chosen", " and measure.given is not None", " and False"),
    Mutant("cases are counted by their rounds", columns, "_distinct", 'if measure.per == "round":', "if True:"),
    Mutant("rounds are counted by their cases", columns, "_distinct", 'if measure.per == "round":', "if False:"),
    Mutant("a unit counts in one group only", columns, "_distinct", "[*units, groups]", "[*units]"),
    Mutant("a span outlives its round", columns, "_spans", 'if measure.within == "round"', "if False"),
    Mutant("a span ends with its round", columns, "_spans", 'if measure.within == "round"', "if True"),
    Mutant("a span ends in another case", columns, "_spans", " & (unit[1:] == unit[:-1])", ""),
    Mutant("a span begins with its last start", columns, "_spans", "is_start & ~after_start, np", "is_start, np"),
    Mutant("every end closes", columns, "_spans", "~is_start & after_start & wanted", "~is_start & wanted"),
    Mutant("backdated spans count below zero", columns, "_spans", "np.maximum(on - on[opened], 0)", "on - on[opened]"),
    Mutant("starts pass for the ends that are wanted", columns, "_spans", "len(starts) + _chosen", "_chosen"),
    Mutant("spans outside the period count", columns, "_spans", " & wanted[order]", ""),
    Mutant("a span counts in the group of another", columns, "_spans", "order[closes] - len(starts)", "order[closes] - len(starts) - 1"),
    Mutant("a span does not heed other events", columns, "_runs", "(round[1:] != round[:-1]) | ", ""),
    Mutant("a stage is that of the day before", columns, "_stages", "measure.when", '"before"'),
    Mutant("a stage is that of the case", columns, "_stages", 'if measure.within == "round"', "if False"),
    Mutant("every stage counts, not the last", columns, "_stages", "numbers[1:] != numbers[:-1]", "True"),
    Mutant("the stages of all cases are one", columns, "_stages", 'else {"stream": []}', "else {}"),
    Mutant("stages of all types of round are one", columns, "_stages", "measure.round_type,", "(),"),
    Mutant("every kind of stage is the one that counts", columns, "_stages", "np.full(len(places), -1)", "np.zeros(len(places), np.int64)"),
    Mutant("stages stand in the order in which kinds are told", columns, "_stages", "np.argsort(np.concatenate(rows), kind=\"stable\")", "np.arange(len(np.concatenate(rows)))"),
    Mutant("groups of one dimension are those of another", groups, "_grouped", "groups * size +", "groups +"),
    Mutant("quarters have four months", groups, "_dimension", '"quarter": 3', '"quarter": 4'),
    Mutant("days are counted from the year 1901", groups, "_dimension", "(1970 - FIRST_YEAR)", "(1969 - FIRST_YEAR)"),
    Mutant("sums of few groups are those of one", groups, "_added", "(None, groups) if", "(None, groups * 0) if"),
    Mutant("the high limb is lost", groups, "summed", "values >> LIMB_BITS", "values * 0"),
    Mutant("sums without a high limb are nothing", groups, "_added", "lows | highs", "highs"),
    Mutant("the last event of a group counts", groups, "_added", "np.add.at(added, place, limb)", "added[place] = limb"),
    Mutant("low limbs of chunks do not add up", groups, "total", "[each.low for each in every]", "[each.low * 0 for each in every]"),
    Mutant("high limbs of chunks do not add up", groups, "total", "[each.high for each in every]", "[each.high * 0 for each in every]"),
    Mutant("limbs are put together a bit short", groups, "named", "high << LIMB_BITS", "high << LIMB_BITS - 1"),
    Mutant("regions are courts", groups, "_dimension", 'np.array(question.regions, np.int64)[chunk.column(kind, "court")]', 'chunk.column(kind, "court")'),
    Mutant("what was said last is what was said before", groups, "_said", '"right"', '"left"'),
    Mutant("what is said in a round is said in its case", groups, "_units", 'if attribute.within == "case"', "if True"),
    Mutant("what is said is one word further", groups, "_said", "said.values[order[last]] + 1", "said.values[order[last]]"),
    Mutant("ages are those of the first day", groups, "_day_of", "scope.until.toordinal() if", "scope.since.toordinal() if"),
    Mutant("ages of one stage are those of another", groups, "groups_of", "(measure.when, scope)", "()"),
    Mutant("days that are not told are none", groups, "_own_days", "codes if told.valid is None else np.where(told.valid, codes, 0)", "codes"),
    Mutant("words of one chunk are those of another", groups, "_recoded", "code if codes is None else codes[code]", "code"),
    Mutant("a stage wants nothing", columns, "_stages", "if not measure.where", "if True"),
    Mutant("dimensions are named the other way round", groups, "_names", "tuple(reversed(names))", "tuple(names)"),
    Mutant("quarters are told a year late", groups, "_names", "code // 4}Q", "code // 4 + 1}Q"),
    Mutant("months begin with 0", groups, "_names", "code % 12 + 1", "code % 12"),
    Mutant("behind a cell is its whole column", groups, "in_group", "np.isin(groups.codes, own)", "np.isin(groups.codes, groups.codes)"),
    Mutant("days are those of another group", groups, "days_left_out", "% len(words)", "// len(words)"),
    Mutant("days are left out of every group", groups, "days_left_out", "int(word or 0)", "0"),
    Mutant("what adds nothing is behind a number too", traces, "traced", " & (amounts != 0)", ""),
    Mutant("events that add something add one", traces, "traced", "else values", "else np.ones(len(places), np.int64)"),
    Mutant("events of chunks follow one another", traces, "in_order", 'np.argsort(whole.position, kind="stable")', "np.arange(len(whole))"),
    Mutant("a ground excuses those whom none need excuse", judging, "_bit_columns", "~np.asarray(answers[0])", "True"),
    Mutant("a second ground excuses again", judging, "_bit_columns", "open_ &= ~excuses", "pass"),
    Mutant("grounds of two conditions are one", judging, "_bit_columns", "first += len(condition.exemptions)", "pass"),
    Mutant("what does not bind is met", judging, "_bit_columns", "bound[binds] |= 1", "bound |= 1"),
    Mutant("only what fails is told", judging, "_notable", "(unmet | excused) != 0", "unmet != 0"),
    Mutant("decisions are counted in the month after", judging, "_places", "(1970 - YEAR_0) * 12", "(1970 - YEAR_0) * 12 + 1"),
    Mutant("decisions are counted under no type of round", judging, "_places", " + codes", ""),
    Mutant("findings are where the condition held", columns, "failures", "np.flatnonzero(~holds)", "np.flatnonzero(holds)"),
    Mutant("every finding is of the first condition", columns, "failures", "np.repeat(np.arange(len(found))", "np.repeat(0 * np.arange(len(found))"),
    Mutant("every finding is at the first decision", columns, "failures", "name)[places] for", "name)[places * 0] for"),
    Mutant("a survey is of the chunk's first streams", columns, "answers", "streams - chunk.first", "np.arange(len(streams))"),
    Mutant("a survey asks tomorrow", columns, "answers", "today.toordinal()", "today.toordinal() + 1"),
    Mutant("the first chunk tells the sums", TallyTask, "_total", "for answer in every)", "for answer in every[:1])"),
    Mutant("a finding is told under the law of another condition", RecheckTask, "together", "conditions[which]", "conditions[0]"),
    Mutant("findings lie chunk by chunk", RecheckTask, "together", "sorted(found)", "found"),
    Mutant("findings name no round", RecheckTask, "together", 'rounds.get(round, "")', '""'),
    Mutant("answers that need 32 bits have 8", columns, "_narrow", "high <= np.iinfo(kind).max", "True"),
    Mutant("answers below zero have 8 bits", columns, "_narrow", "np.iinfo(kind).min <= low", "True"),
    Mutant("every chunk's roll lies over the first", SurveyTask, "together", "begin, end = end, end +", "begin, end = 0, 0 +"),
    Mutant("columns of a survey are all the first", SurveyTask, "together", "columns_found[index]", "columns_found[0]"),
)  # fmt: skip

MUTANTS = (*WORDS, *CHUNKS, *PARTS, *SEALED, *COUNTED)
