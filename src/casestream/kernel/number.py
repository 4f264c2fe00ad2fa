"""Case numbers 案号 — `（2025）内0624执123号`.

Source: 法〔2015〕137号 关于人民法院案件案号的若干规定 (from 2016-01-01, amended from 2019-01-01).
A number is written with full-width, half-width, tortoise-shell or square brackets and with digits of either width;
casestream reads all of them and prints one form. Numbers of cases received before 2016 keep their own wording.
"""

import re
from functools import lru_cache

from attrs import frozen

from casestream.kernel.errors import MalformedCaseNumber

PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新"
COURT = rf"(?:最高法|军|兵|[{PROVINCES}])(?:[0-9]{{2}}|[0-9]{{4}})?"

# Longest first: the alternation takes the first that fits. 执请 is read but never issued.
ROUND_TYPES = ("执恢", "执保", "执异", "执复", "执监", "执协", "执请", "执他", "执")
OTHER_TYPES = ("司惩复", "司惩", "司救执", "破申", "破终", "破监", "破", "清申", "强清", "财保", "行保", "证保")
TRIAL_TYPES = ("民初", "民终", "民特", "民再", "民申", "刑初", "刑终", "行初", "行终")
TYPE_CODES = ("", *ROUND_TYPES, *OTHER_TYPES, *TRIAL_TYPES)  # '' where a number's type follows no national list.
TYPES = "|".join(ROUND_TYPES[:-1] + OTHER_TYPES + TRIAL_TYPES + ("执",))

MODERN = re.compile(
    rf"[（(〔【［\[](?P<year>(?:19|20)[0-9]{{2}})[）)〕】］\]](?P<court>{COURT})(?P<type>{TYPES})(?P<seq>[1-9][0-9]{{0,8}})号"
    r"(?:之(?P<document>[一二三四五六七八九十百]+|[0-9]+))?"
)
LEGACY = re.compile(
    r"[（(〔【［\[](?P<year>(?:19|20)[0-9]{2})[）)〕】］\]](?P<rest>[\u4e00-\u9fff]{1,12}字第0*(?P<seq>[1-9][0-9]*)号)"
)
FIRST_MODERN_YEAR = 2016
HIGHEST = "最高法"
HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@frozen
class CaseNumber:
    """One case number.

    `year` of receipt, `court` code (法院代字), `type` code (类型代字), `seq` (no leading zeros). `document` is the
    suffix 之一, 之二 … of a further ruling: it names a paper, not another case. `legacy` holds the wording of a
    number given before 2016, whose court and type codes follow no national list.
    """

    year: int
    court: str
    type: str
    seq: int
    document: str = ""
    legacy: str = ""

    @classmethod
    def parse(cls, text: str) -> "CaseNumber":
        """Read a number in any bracket form.

        Raises:
            MalformedCaseNumber: no form fits.
        """
        return _parse(text)

    def __str__(self) -> str:
        if self.legacy:
            return f"（{self.year}）{self.legacy}"
        suffix = f"之{self.document}" if self.document else ""
        return f"（{self.year}）{self.court}{self.type}{self.seq}号{suffix}"


@lru_cache(maxsize=65_536)
def _parse(text: str) -> CaseNumber:
    squeezed = "".join(text.split()).translate(HALF_WIDTH)
    if match := MODERN.fullmatch(squeezed):
        return CaseNumber(int(match["year"]), match["court"], match["type"], int(match["seq"]), match["document"] or "")
    legacy = LEGACY.fullmatch(squeezed)
    if legacy and int(legacy["year"]) < FIRST_MODERN_YEAR:
        return CaseNumber(int(legacy["year"]), "", "", int(legacy["seq"]), "", legacy["rest"])
    raise MalformedCaseNumber(
        f"“{text}”不是案号",
        f"“{text}” is not a case number",
        "写成 （年份）法院代字 类型代字 编号 号，例如 （2025）内0624执123号（法〔2015〕137号）",
        "write (year) court code, type code, number, 号 — for instance （2025）内0624执123号 (法〔2015〕137号)",
    )


def canonical(text: str) -> str:
    """The one printed form of a number written in any bracket form.

    Raises:
        MalformedCaseNumber: no form fits.
    """
    return str(_parse(text))


BRACKETS = str.maketrans("([〔【［)]〕】］", "（（（（（）））））")


def canonical_id(text: str) -> str:
    """The one printed form of an id that is no case number (a deed, an award, a name): brackets, digits, no blanks."""
    return "".join(text.translate(HALF_WIDTH).translate(BRACKETS).split())


REGION = re.compile(r"\D*[0-9]{0,2}")


def region_of(court: str) -> str:
    """The code of the intermediate court to whose region a court belongs, by its own code: 内06 of 内0624; 内 of 内."""
    found = REGION.match(court)
    return found.group() if found else ""


def below(court: str, other: str) -> bool:
    """Whether a court stands below another by their codes alone: 内0624 below 内06 and 内; every court below 最高法."""
    if court == other:
        return False
    return other == HIGHEST or (court != HIGHEST and len(court) > len(other) > 0 and court.startswith(other))
