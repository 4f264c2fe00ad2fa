"""Names as they are published: 吴某, 欧阳某, 某有限责任公司. Judges' names and case numbers stay; they do not come here.

A profile is a version of the rule. In force: 法释〔2016〕19号 关于人民法院在互联网公布裁判文书的规定, 第八条 (parties in the
cases that it names) and 第九条 (the surname stays, 某 stands for the given name; of names of minorities, and of foreigners in
Chinese, the first character stays and 某 stands for the rest; of a foreigner's English name the first letter stays, and
nothing for the rest; two that come out alike are told apart by a number); 第十条 takes out addresses and numbers. Read in a
copy; how two alike are numbered is by recall (M), so it is a part of the profile. Enterprises losing their trade name is the
practice since 2024 (R-low).
"""

import re
from collections.abc import Callable, Iterable

from attrs import field, frozen

COMPOUND_SURNAMES = frozenset((
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连", "澹台",
    "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘",
    "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐",
    "段干", "百里", "呼延", "东郭", "南门", "羊舌", "微生", "梁丘", "左丘", "东门", "西门", "南荣", "第五",
))  # fmt: skip

# What an enterprise or another body ends on; the longest ending that fits stays, its trade name goes.
BODIES = (
    "股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "分公司", "集团公司", "公司", "合伙企业（有限合伙）", "合伙企业",
    "农民专业合作社", "专业合作社", "合作社", "村民委员会", "居民委员会", "委员会", "信用合作联社", "信用社", "银行支行", "银行分行",
    "银行", "支行", "分行", "事务所", "经营部", "服务部", "门市部", "工作室", "研究院", "研究所", "设计院", "医院", "学校", "大学",
    "学院", "幼儿园", "中心", "协会", "基金会", "工厂", "厂", "农场", "牧场", "林场", "矿", "集团", "商行", "商店", "超市", "酒店",
    "饭店", "个体工商户", "政府", "局",
)  # fmt: skip

MASKED = re.compile(r"[某×*＊]|[\u4e00-\u9fff][xX]+(?![A-Za-z])|^[A-Za-zÀ-ɏ]\d+$")  # 张X, J1; no 海信Xbox公司.
LATIN_NAME = re.compile(r"[A-Za-zÀ-ɏＡ-Ｚａ-ｚ][^\u4e00-\u9fff]*")
HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
TAKEN_OUT = "（已隐去）"


def mask_2016(name: str) -> str:
    """One name under 法释〔2016〕19号. What is masked already stays as it is printed.

    A Han name keeps its surname, a compound one whole; a name in Latin letters keeps the first and nothing for the rest; any
    other keeps its first character.
    """
    text = name.strip()
    if not text or MASKED.search(text):
        return name
    if body := next(
        (end for end in sorted(BODIES, key=len, reverse=True) if text.endswith(end) and len(text) > len(end)), ""
    ):
        return f"某{body}"
    if LATIN_NAME.fullmatch(text):
        return text[0]
    if HAN_NAME.fullmatch(text) and len(text) > 2 and text[:2] in COMPOUND_SURNAMES:
        return f"{text[:2]}某"
    return f"{text[0]}某"


@frozen
class Profile:
    """One version of how names are masked: its permanent `name`, its source, the mask of one name."""

    name: str
    source: str
    mask: Callable[[str], str] = field(repr=False)

    def masked(self, value: str, kind: str) -> str:
        """One personal value of a kind: a name by its mask, anything else taken out (第十条)."""
        return self.mask(value) if kind == "name" else TAKEN_OUT


PROFILES = {each.name: each for each in (Profile("fs-2016-19", "法释〔2016〕19号第八条至第十条", mask_2016),)}
PUBLISHED = PROFILES["fs-2016-19"]


def masked(names: Iterable[str], profile: Profile = PUBLISHED) -> dict[str, str]:
    """The masks of the names of one case, in the order in which they come up: 吴某, or 吴某1 and 吴某2 where two are alike.

    Whoever has a number keeps it as a case grows: the next one alike gets the next. A name that is masked already stays, and
    takes its mask away from the others.
    """
    order = list(dict.fromkeys(names))
    plain = {name: profile.mask(name) for name in order}
    alike: dict[str, list[str]] = {}
    for name in order:
        alike.setdefault(plain[name], []).append(name)
    return {
        name: mask if name == mask or len(alike[mask]) == 1 else f"{mask}{alike[mask].index(name) + 1}"
        for name, mask in plain.items()
    }
