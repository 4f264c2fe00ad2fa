"""What the tags and marks in the source column of a rate stand for, told once for every report and document.

A tag is that of the notes from which this library was written (`domain.md` §13); no publisher or date is told that was not
seen. Software is told by what its file says, since where it is kept was not recorded.
"""

import re
from collections.abc import Iterable

from casestream.kernel.errors import Lang

SOURCES: dict[str, tuple[str, str]] = {
    "KPI1": (
        "某法院数据集市的统计视图（SQL）“执行质效”；公开代码，发布者、日期未载",
        "statistics view (SQL) “执行质效” of a court data mart; public code, publisher and date not stated",
    ),
    "KPI2": (
        "某法院数据集市的统计视图（SQL）“质效指标排行”；公开代码，发布者、日期未载",
        "statistics view (SQL) “质效指标排行” of a court data mart; public code, publisher and date not stated",
    ),
    "KPI3": (
        "某法院报表的栏目名称，见于公开脚本；只有名称，没有公式；发布者、日期未载",
        "headings of a court's report, in a public script: names without formulas; publisher and date not stated",
    ),
    "KPI4": (
        "某法院质效考核页面的“结案率（执结率）”：结案、旧存、新收；公开代码，发布者、日期未载",
        "“结案率（执结率）” of a court's performance page: closed, pending at the start, received; public code, publisher and "
        "date not stated",
    ),
    "KPI5": (
        "“审判执行质效评估指标数据值”的栏目名称，见于公开代码，样例期间2019-06至2020-06；发布者未载",
        "headings of “审判执行质效评估指标数据值” in public code, sample period 2019-06 to 2020-06; publisher not stated",
    ),
    "CHK": (
        "某法院系统的终本合格核查；公开代码，发布者、日期未载",
        "a court system's check of qualified 终本; public code, publisher and date not stated",
    ),
    "NODE": (
        "某法院数据集市的流程节点表，2019-04-03；公开代码，发布者未载",
        "process nodes of a court data mart, 2019-04-03; public code, publisher not stated",
    ),
    "373a": (
        "最高人民法院，法〔2016〕373号（终结本次执行程序的规定），网络转载：laweer.com",
        "Supreme People's Court, 法〔2016〕373号 (provisions on 终本), copy on the web: laweer.com",
    ),
    "GT": (
        "余静，古田县人民法院2020年至2024年上半年终本案件，网络转载；日期未载",
        "余静 on 终本 in Gutian County Court, 2020 to the first half of 2024, copy on the web; date not stated",
    ),
    "9080": (
        "“三个90%、一个80%”，news.china.com，2018-05-25；网络转载：360doc",
        "“三个90%、一个80%”, news.china.com, 2018-05-25; copy on the web: 360doc",
    ),
    "XE5": (
        "最高人民法院英文网站（subsites.chinadaily.com.cn），交叉执行，2024-07-04",
        "Supreme People's Court, English site (subsites.chinadaily.com.cn), on cross-enforcement, 2024-07-04",
    ),
    "NM5": (
        "内蒙古“蒙马奔腾”系统5.0/5.1，nmgfzb.cn、readfd.com；日期未载",
        "the system “蒙马奔腾” 5.0/5.1 of Inner Mongolia, nmgfzb.cn and readfd.com; date not stated",
    ),
    "LOC2": (
        "昂昂溪区人民法院，地方流程期限，hljcourt；日期未载",
        "Ang'angxi District Court, local terms of the nodes, hljcourt; date not stated",
    ),
    "LOC3": (
        "利川市人民法院，地方流程期限，hbfy；日期未载",
        "Lichuan City Court, local terms of the nodes, hbfy; date not stated",
    ),
    "§6.2": (
        "本库所据领域文本第6.2节的定义，未见公开出处",
        "definition in §6.2 of the domain text that this library was written from; no public source was found",
    ),
    "§6.3": (
        "本库所据领域文本第6.3节：对2025-09-17报载数字的推算",
        "§6.3 of the domain text that this library was written from: worked out from figures printed on 2025-09-17",
    ),
    "§12": (
        "本库所据领域文本第12节：尚无定论之处，口径两存",
        "§12 of the domain text that this library was written from: an open point, so both variants are counted",
    ),
}  # fmt: skip
STATUSES = (
    "状态指公式的可信程度：V 公开材料证实；K-high、K-med、K-low 凭知识，可信度高、中、低；DERIVED 由已证实者推算；own 本库自定。",
    "The status is that of the formula: V verified in public material; K-high, K-med, K-low known with that confidence; DERIVED "
    "by arithmetic from these; own: this library's.",
)
TAG = re.compile(r"\[(\w+)\]|(§[\d.]*\d)")


def tags_of(source: str) -> list[str]:
    """The tags in a source as it is written: `[KPI4],[KPI2]` or `§6.2`."""
    return [bracketed or section for bracketed, section in TAG.findall(source)]


def sources_of(sources: Iterable[str], lang: Lang) -> list[tuple[str, str]]:
    """Each tag that these sources use, once and in the order of `SOURCES`, with what it stands for."""
    used = {tag for source in sources for tag in tags_of(source)}
    which = 0 if lang == "zh" else 1
    return [(tag, told[which]) for tag, told in SOURCES.items() if tag in used]
