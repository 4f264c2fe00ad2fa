"""Every error that casestream raises, drawn:

```
CasestreamError              CS000
├── Refused                  CS001   the law says no: every unmet condition, each with its article
│   └── NotAuthorised        CS002   this actor may not ask for it: the wrong post, replaced, recused, or his own approval
├── BadRequest               CS100   what was asked cannot be read or placed
│   ├── MalformedCaseNumber  CS101
│   ├── UnknownCase          CS102
│   ├── UnknownCommand       CS103
│   ├── ActorMissing         CS104
│   ├── NaiveMoment          CS105
│   ├── NotAnAmount          CS106
│   ├── NotAValue            CS107   (a field holds another type than it declares)
│   ├── UnencodableText      CS108
│   ├── DatedBeforeFiling    CS109
│   ├── DatedInFuture        CS110
│   ├── SettingMissing       CS111
│   ├── BeyondCalendar       CS112
│   ├── UnknownName          CS113   (a report, a rule, an engine)
│   ├── EngineCannot         CS114   (a Fold where only columns are at hand)
│   ├── ExtraMissing         CS115   (an optional dependency is not installed)
│   ├── UnreadableSource     CS116   (a line, or a whole file, that is to be imported)
│   ├── MalformedMapping     CS117   (the mapping file of an import)
│   ├── MalformedNote        CS131   (a checkpoint, a key or another signed note is not written as its format says)
│   ├── TargetNotWritable    CS141   (the file that a report or an export is to be written to)
│   ├── FontMissing          CS142   (no font that has the characters of a chart)
│   └── EmptyCell            CS145   (a cell of a table that no event is behind)
├── LogError                 CS200   the docket cannot be opened, read or written
│   ├── NotADocket           CS201
│   ├── NewerDocket          CS202
│   ├── NotWritable          CS203
│   ├── NotDurable           CS204
│   ├── ChangedMeanwhile     CS205
│   ├── NumberTaken          CS206
│   ├── UnknownEventType     CS207
│   ├── NotReversible        CS208   (the payload would not come back as it went in)
│   ├── TooMuch              CS209   (a sum that 64 bits cannot hold)
│   ├── StoreFailed          CS210
│   ├── SegmentDamaged       CS211   (a file of a sealed segment is not what was sealed)
│   ├── ForeignSegment       CS212   (a segment of another docket)
│   ├── NotSealed            CS213   (a segment could not be written)
│   ├── OlderDocket          CS214   (it can only be read, and would have to be brought up to date)
│   ├── NotReached           CS215   (the log, or a live view, has not come so far in the time given)
│   ├── KeysMissing          CS220   (a docket with sealed names, and not its keys)
│   ├── KeysFailed           CS221   (the key store cannot be opened, read or written)
│   ├── SealBroken           CS222   (a sealed value does not open under its key)

│   ├── NotSigned            CS231   (by no key that is trusted, or the signature is wrong)
│   ├── LogRewritten         CS232   (the log is not what was proven of it)
│   └── CommitUnknown        CS240   (the session broke off at the commit, and nobody could say how it ended)
└── DeclarationError         CS301   an event, condition or projection is declared wrongly
```

Each says what, where, why and what would satisfy it, in Chinese and in English, under a code that never changes.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casestream.kernel.complaint import CasestreamError as CasestreamError
from casestream.kernel.complaint import Lang as Lang
from casestream.kernel.log_errors import ChangedMeanwhile as ChangedMeanwhile
from casestream.kernel.log_errors import CommitUnknown as CommitUnknown
from casestream.kernel.log_errors import ForeignSegment as ForeignSegment
from casestream.kernel.log_errors import KeysFailed as KeysFailed
from casestream.kernel.log_errors import KeysMissing as KeysMissing
from casestream.kernel.log_errors import LogError as LogError
from casestream.kernel.log_errors import LogRewritten as LogRewritten
from casestream.kernel.log_errors import NewerDocket as NewerDocket
from casestream.kernel.log_errors import NotADocket as NotADocket
from casestream.kernel.log_errors import NotDurable as NotDurable
from casestream.kernel.log_errors import NotReached as NotReached
from casestream.kernel.log_errors import NotReversible as NotReversible
from casestream.kernel.log_errors import NotSealed as NotSealed
from casestream.kernel.log_errors import NotSigned as NotSigned
from casestream.kernel.log_errors import NotWritable as NotWritable
from casestream.kernel.log_errors import NumberTaken as NumberTaken
from casestream.kernel.log_errors import OlderDocket as OlderDocket
from casestream.kernel.log_errors import SealBroken as SealBroken
from casestream.kernel.log_errors import SegmentDamaged as SegmentDamaged
from casestream.kernel.log_errors import StoreFailed as StoreFailed
from casestream.kernel.log_errors import TooMuch as TooMuch
from casestream.kernel.log_errors import UnknownEventType as UnknownEventType

if TYPE_CHECKING:
    from casestream.kernel.rule import Unmet


class Refused(CasestreamError):
    """The law does not allow the step. `unmet` lists every condition that fails, not just the first."""

    code = "CS001"

    def __init__(self, zh: str, en: str, unmet: Sequence["Unmet"]) -> None:
        super().__init__(zh, en)
        self.unmet = tuple(unmet)

    def message(self, lang: Lang = "zh") -> str:
        """The refused step, then one line for each unmet condition with its article and its cure."""
        if lang == "zh":
            head = f"[{self.code}] 不予准许：{self.zh}（{len(self.unmet)} 项条件未满足）"
        else:
            head = f"[{self.code}] Refused: {self.en} ({len(self.unmet)} unmet)"
        return "\n".join([head, *(f"  ✗ {unmet.message(lang)}" for unmet in self.unmet)])

    def as_dict(self) -> dict[str, object]:
        """The same for a machine, with the unmet conditions under `unmet`."""
        return {**super().as_dict(), "unmet": [unmet.as_dict() for unmet in self.unmet]}


class NotAuthorised(Refused):
    """Whoever asks may not: the post is not one of those that may, or this officer no longer acts in the case.

    No condition was looked at, so `unmet` is empty; the cure says who may ask.
    """

    code = "CS002"

    def __init__(self, zh: str, en: str, cure_zh: str, cure_en: str) -> None:
        super().__init__(zh, en, ())
        self.cure_zh, self.cure_en = cure_zh, cure_en

    def message(self, lang: Lang = "zh") -> str:
        """One line: who may not do what, and who may."""
        return CasestreamError.message(self, lang)


class BadRequest(CasestreamError):
    """What was asked cannot be read, or cannot be placed in this docket. Nothing was written."""

    code = "CS100"


class MalformedCaseNumber(BadRequest):
    """A case number that no form of 案号 fits."""

    code = "CS101"


class UnknownCase(BadRequest):
    """No stream bears this id or this case number."""

    code = "CS102"


class UnknownCommand(BadRequest):
    """No procedure decides this command."""

    code = "CS103"


class ActorMissing(BadRequest):
    """A command by nobody."""

    code = "CS104"


class NaiveMoment(BadRequest):
    """A moment without a time zone, or a moment where a day belongs."""

    code = "CS105"


class NotAnAmount(BadRequest):
    """Money that is not a whole, sane number of fen."""

    code = "CS106"


class NotAValue(BadRequest):
    """A field that holds another type than it declares."""

    code = "CS107"


class UnencodableText(BadRequest):
    """Text that cannot be stored: a lone surrogate, a NUL, a control or a direction override."""

    code = "CS108"


class DatedBeforeFiling(BadRequest):
    """A step dated before its case began."""

    code = "CS109"


class DatedInFuture(BadRequest):
    """A step dated after today: what has not happened is no fact."""

    code = "CS110"


class SettingMissing(BadRequest):
    """A parameter that the sources leave open and that this court has not set."""

    code = "CS111"


class BeyondCalendar(BadRequest):
    """A day of a year for which no holiday notice is known yet."""

    code = "CS112"


class UnknownName(BadRequest):
    """No report, rule or engine bears this name."""

    code = "CS113"


class EngineCannot(BadRequest):
    """The engine has no way to run what was asked; another has."""

    code = "CS114"


class ExtraMissing(BadRequest):
    """What was asked needs an optional dependency that is not installed."""

    code = "CS115"

    @classmethod
    def of(cls, what: str, extra: str) -> "ExtraMissing":
        """The error for a package `what` that the extra `extra` brings."""
        return cls(
            f"需要 {what}，尚未安装", f"{what} is needed and not installed",
            f'pip install "casestream[{extra}]"', f'pip install "casestream[{extra}]"',
        )  # fmt: skip


class UnreadableSource(BadRequest):
    """A file that is to be imported, or a line of it, is not written as its format says."""

    code = "CS116"


class MalformedMapping(BadRequest):
    """The mapping file of an import cannot be read, or names what does not exist."""

    code = "CS117"


class MalformedNote(BadRequest):
    """A signed note, a checkpoint or a key is not written as its format says."""

    code = "CS131"


class TargetNotWritable(BadRequest):
    """A report or an export cannot be written to the file that was named. What was there is as it was."""

    code = "CS141"

    @classmethod
    def because(
        cls, target: object, zh: str, en: str, cure_zh: str = "换一个文件，或者检查权限和磁盘空间",
        cure_en: str = "choose another file, or check permissions and disk space",
    ) -> "TargetNotWritable":  # fmt: skip
        """The error for a target and what is in the way."""
        return cls(f"{target} 无法写入：{zh}", f"{target} cannot be written: {en}", cure_zh, cure_en)


class FontMissing(BadRequest):
    """No font at hand has every character of a chart: it would be drawn with empty boxes, so it is not drawn."""

    code = "CS142"


class EmptyCell(BadRequest):
    """A cell of a table was asked about behind which there is no event."""

    code = "CS145"


class DeclarationError(CasestreamError):
    """An event, a condition, a decision or a projection is declared wrongly. For the author of a procedure."""

    code = "CS301"

    def __init__(self, en: str, zh: str = "声明有误") -> None:
        super().__init__(f"{zh}：{en}", en)
