"""What a field of an event or a command may hold: checked before anything is decided or written.

Whole numbers within ±2⁵³ (so that every reader, JavaScript included, reads them exactly), text that can be stored and
printed, days, labels, and tuples of these. No floats, no moments, nothing nested that is not declared.
"""

import re
from collections.abc import Callable, Hashable
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import attrs

from casestream.kernel.errors import BadRequest, DeclarationError, NaiveMoment, NotAnAmount, NotAValue, UnencodableText
from casestream.kernel.event import Event, Label

Check = Callable[[Any, str], None]
LIMIT = 2**53
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
# Controls, lone surrogates, and the marks that turn the reading direction: none belongs in a name or a number.
UNENCODABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
TEXT_LIMIT = 10_000


def _describe(value: Any) -> str:
    try:
        return ascii(value)[:80]
    except ValueError:  # An integer of more digits than Python will print.
        return f"{type(value).__name__}(…)"


def _check_int(value: Any, where: str) -> None:
    if type(value) is int and -LIMIT <= value <= LIMIT:
        return
    if where.endswith("_fen"):
        raise NotAnAmount(
            f"{where} = {_describe(value)} 不是以“分”为单位的整数金额",
            f"{where} = {_describe(value)} is not a whole number of fen",
            "金额用整数分，例如 28,000 元写作 2_800_000", "give whole fen: 28,000 yuan is 2_800_000",
        )  # fmt: skip
    _reject(value, where, "整数", "an integer")


def _check_bool(value: Any, where: str) -> None:
    if type(value) is not bool:
        _reject(value, where, "是或否", "a bool")


def check_day(value: Any, where: str) -> None:
    """Refuse what is no legal day: a moment, another type, or a day so far off that no period can be counted from it.

    Raises:
        NaiveMoment: a moment stands where a day belongs.
        NotAValue: no day, or one outside `FIRST_DAY` to `LAST_DAY`.
    """
    if type(value) is date and FIRST_DAY <= value <= LAST_DAY:
        return
    if isinstance(value, datetime):
        raise NaiveMoment(
            f"{where} = {_describe(value)} 是时刻，不是日期", f"{where} = {_describe(value)} is a moment, not a day",
            "法律上的日期用 datetime.date；记录时刻由案卷自行写入", "give a datetime.date; the docket itself stamps the moment",
        )  # fmt: skip
    _reject(
        value,
        where,
        f"{FIRST_DAY} 至 {LAST_DAY} 间的日期 datetime.date",
        f"a datetime.date from {FIRST_DAY} to {LAST_DAY}",
    )


def check_text(value: Any, where: str) -> None:
    """Refuse text that cannot be stored and printed as it is.

    Raises:
        NotAValue: not text, or too long.
        UnencodableText: it holds a lone surrogate, a control character or a direction override.
    """
    if type(value) is not str or len(value) > TEXT_LIMIT:
        _reject(value, where, f"至多 {TEXT_LIMIT} 字的文本", f"text of at most {TEXT_LIMIT} characters")
    # What can be printed holds none of them, and asking that first is three times as fast as searching.
    if not value.isprintable() and (found := UNENCODABLE.search(value)):
        code = f"U+{ord(found[0]):04X}"
        raise UnencodableText(
            f"{where} 含有不能保存的字符 {code}", f"{where} holds {code}", "删去该字符", "remove that character"
        )


def check_period(since: Any, until: Any) -> None:
    """Refuse bounds that are no days, or that leave no day between them.

    Raises:
        NotAValue, NaiveMoment: one of them is no day.
        BadRequest: the last day is before the first.
    """
    for bound, where in ((since, "since"), (until, "until")):
        if type(bound) is not date:  # Any day that Python knows may bound a period.
            check_day(bound, where)
    if since > until:
        raise BadRequest(
            f"期间的起日 {since} 在止日 {until} 之后", f"the period begins on {since}, after its end on {until}",
            "起日不得晚于止日", "let it begin on or before the day on which it ends",
        )  # fmt: skip


def _check_event(value: Any, where: str) -> None:
    if not isinstance(value, Event):
        _reject(value, where, "事件", "an event")
    check(value)


def _reject(value: Any, where: str, zh: str, en: str) -> None:
    raise NotAValue(
        f"{where} = {_describe(value)} 应为{zh}",
        f"{where} = {_describe(value)} must be {en}",
        f"改为{zh}",
        f"give {en}",
    )


def _checker(hint: Any) -> Check:
    simple = {int: _check_int, bool: _check_bool, str: check_text, date: check_day, Event: _check_event}
    if hint in simple:
        return simple[hint]
    if get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint):
        (inner,) = (_checker(part) for part in get_args(hint) if part is not NoneType)
        return lambda value, where: None if value is None else inner(value, where)
    if get_origin(hint) is tuple and len(get_args(hint)) == 2 and get_args(hint)[1] is ...:
        return _tuple_checker(_checker(get_args(hint)[0]))
    if isinstance(hint, type) and (issubclass(hint, Label) or attrs.has(hint)):
        return _instance_checker(hint)
    raise DeclarationError(f"{hint} is no field type: use int, bool, str, date, a Label, a tuple of these, or `| None`")


def _tuple_checker(inner: Check) -> Check:
    def check_tuple(value: Any, where: str) -> None:
        if type(value) is not tuple:
            _reject(value, where, "元组", "a tuple")
        for index, item in enumerate(value):
            inner(item, f"{where}[{index}]")

    return check_tuple


def _instance_checker(hint: type) -> Check:
    nested = attrs.has(hint)

    def check_instance(value: Any, where: str) -> None:
        if type(value) is not hint:
            _reject(value, where, hint.__name__, hint.__name__)
        if nested:
            check(value)

    return check_instance


_checker_of = cache(_checker)


def fits(value: Any, hint: Any) -> bool:
    """Whether a field with this type hint may hold the value."""
    try:
        _checker_of(hint)(value, "")
    except BadRequest:
        return False
    return True


@cache
def _checkers(cls: Any) -> tuple[tuple[str, str, Check], ...]:
    hints = get_type_hints(cls)
    return tuple(
        (field.name, f"{cls.__name__}.{field.name}", _checker(hints[field.name])) for field in attrs.fields(cls)
    )


def check(value: Any) -> None:
    """Refuse an event or a command with a field that does not hold what it declares.

    Raises:
        NotAnAmount, NotAValue, NaiveMoment, UnencodableText: which field, what it holds, what it should hold.
    """
    for name, where, checker in _checkers(cast(Hashable, type(value))):
        checker(getattr(value, name), where)
