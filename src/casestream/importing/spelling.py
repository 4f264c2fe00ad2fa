"""How registers spell what a field holds: days, amounts, choices, yes and no, in Chinese, in English and in codes.

Whatever cannot be read exactly is refused with what would be read; nothing is rounded and nothing is guessed.
"""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from casestream.kernel.errors import NotAnAmount, NotAValue, UnknownName
from casestream.kernel.event import Label
from casestream.kernel.number import HALF_WIDTH

FEN_IN = {"fen": 1, "yuan": 100, "wan_yuan": 1_000_000}
DIGITS = {digit: value for value, digits in enumerate(("〇零○", *"一二三四五六七八九")) for digit in digits}
YEAR, NUMBER = f"[0-9{''.join(DIGITS)}]{{4}}", f"[0-9十{''.join(DIGITS)}]{{1,3}}"
MIDNIGHT = r"(?:[ T]00:00(?::00(?:\.0+)?)?)?"  # Spreadsheets write a day as its first moment.
DAYS = (
    re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){MIDNIGHT}"),
    re.compile(r"(\d{4})()(\d{2})(\d{2})"),
    re.compile(rf"({YEAR})(年)({NUMBER})月({NUMBER})[日号]"),
)
AMOUNT = re.compile(r"[¥￥]?(-?[0-9]{1,18}(?:\.[0-9]{1,8})?)(万元?|亿元?|元)?")
FEN_IN_WRITTEN = {"元": 100, "万": 1_000_000, "万元": 1_000_000, "亿": 10_000_000_000, "亿元": 10_000_000_000}
YES, NO = {"是", "有", "true", "yes", "1", "√"}, {"否", "无", "false", "no", "0"}

L = TypeVar("L", bound=Label)


def squeezed(text: str) -> str:
    """Without blanks around it, digits in half width."""
    return text.strip().translate(HALF_WIDTH)


def day(text: str, where: str, form: str = "") -> date:
    """A day: 2014-03-05, 2014/3/5, 2014.3.5, 20140305, 2014年3月5日, 二〇一四年三月五日, or in the `form` of strptime.

    Raises:
        NotAValue: it is written in no such way, or there is no such day.
    """
    plain = squeezed(text)
    try:
        if form:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007  # A legal day has no time zone.
        for written in DAYS:
            if found := written.fullmatch(plain):
                return date(*(_number(found[part]) for part in (1, 3, 4)))
    except (ValueError, OverflowError):
        pass
    raise NotAValue(
        f"{where} = {text[:40]!r} 不是日期", f"{where} = {text[:40]!a} is no day",
        f"写作 {form or '2014-03-05、2014/3/5、20140305 或者 2014年3月5日'}",
        f"write it as {form or '2014-03-05, 2014/3/5, 20140305 or 2014年3月5日'}",
    )  # fmt: skip


def _number(text: str) -> int:
    """A small number in digits or in Chinese: 05, 五, 十五, 二十五, 二〇一四."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(str(DIGITS.get(digit, digit)) for digit in text))
    return 10 * (_number(tens) if tens else 1) + (_number(ones) if ones else 0)


def amount_fen(text: str, where: str, unit: str) -> int:
    """Whole fen: 28,000.50 in `yuan`, 2.8 in `wan_yuan`; 2.8万元, 28000元 say their unit themselves, whatever `unit` is.

    Raises:
        NotAnAmount: it is no number, or no whole number of fen.
    """
    found = AMOUNT.fullmatch(squeezed(text).replace(",", "").replace("，", "").replace(" ", ""))
    try:
        fen = Decimal(found[1]) * (FEN_IN_WRITTEN[found[2]] if found[2] else FEN_IN[unit]) if found else None
    except InvalidOperation:
        fen = None
    if fen is None or fen != int(fen):
        raise NotAnAmount(
            f"{where} = {text[:40]!r} 不是以 {unit} 计、精确到分的金额", f"{where} = {text[:40]!a} is no amount in {unit} to the fen",
            "写作 28000.50，或者在映射中改 unit（fen、yuan、wan_yuan）",
            "write 28000.50, or change unit in the mapping (fen, yuan, wan_yuan)",
        )  # fmt: skip
    return int(fen)


def whole_number(text: str, where: str) -> int:
    """A whole number.

    Raises:
        NotAValue: it is none.
    """
    plain = squeezed(text).replace(",", "")
    if not re.fullmatch(r"-?[0-9]{1,18}", plain):
        raise NotAValue(
            f"{where} = {text[:40]!r} 不是整数", f"{where} = {text[:40]!a} is no whole number",
            "写作整数，例如 12", "write a whole number, such as 12",
        )  # fmt: skip
    return int(plain)


def truth(text: str, where: str) -> bool:
    """Yes or no: 是/否, 有/无, true/false, yes/no, 1/0.

    Raises:
        NotAValue: neither.
    """
    plain = squeezed(text).lower()
    if plain not in YES | NO:
        raise NotAValue(
            f"{where} = {text[:40]!r} 既不是“是”也不是“否”", f"{where} = {text[:40]!a} is neither yes nor no",
            "写作 是/否、true/false 或者 1/0", "write 是/否, true/false or 1/0",
        )  # fmt: skip
    return plain in YES


def choice(text: str, where: str, labels: type[L]) -> L:
    """The member of a closed list by its code, its Chinese or its English name.

    Raises:
        UnknownName: the list has no such member.
    """
    plain = text.strip()
    for member in labels:
        if plain in (member.code, member.zh) or plain.casefold() == member.en.casefold():
            return member
    raise UnknownName(
        f"{where} = {text[:40]!r} 不在“{labels.__name__}”之列", f"{where} = {text[:40]!a} is none of {labels.__name__}",
        f"可用：{'、'.join(f'{member.code}（{member.zh}）' for member in labels)}",
        f"there are {', '.join(member.code for member in labels)}",
    )  # fmt: skip
