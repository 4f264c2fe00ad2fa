"""The instruments that the procedures cite, with the days from which each wording binds.

Statutes and interpretations are renumbered when they are amended, and interpretations go on citing old numbers. So an
article is named once, by the number it bears today, and `cpl`, `coercion` and `ji` know what it was called before:

* 民事诉讼法, enforcement part: 2017 → 2021 + 7, 2021 → 2023 + 4; coercive measures: 2017 → 2021 + 3, then unchanged.
* 民诉法解释, enforcement part: 2015 → 2022 − 2.
"""

from datetime import date

from casestream.kernel.law import Citation, Instrument, Mark, Version, article


def _amended(number: str, title: str, since: date, *versions: tuple[date, str]) -> Instrument:
    wordings = tuple(Version(since=day, name=name) for day, name in versions)
    return Instrument(number, title, since, versions=wordings)


CPL_2021, CPL_2023 = date(2022, 1, 1), date(2024, 1, 1)
CPL = _amended(
    "民事诉讼法", "中华人民共和国民事诉讼法", date(1991, 4, 9),
    (date(1991, 4, 9), "1991年"), (date(2008, 4, 1), "2007年修正"), (date(2013, 1, 1), "2012年修正"),
    (date(2017, 7, 1), "2017年修正"), (CPL_2021, "2021年修正"), (CPL_2023, "2023年修正"),
)  # fmt: skip

JI_2022 = date(2022, 4, 10)
JI = _amended(
    "民诉法解释", "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释（法释〔2015〕5号）", date(2015, 2, 4),
    (date(2015, 2, 4), "2015年"), (date(2021, 1, 1), "2020年修正"), (JI_2022, "2022年修正"),
)  # fmt: skip

AMENDED_2020 = date(2021, 1, 1)


def cpl(number: int, part: str = "", *, mark: Mark = "V") -> Citation:
    """An article of the enforcement part of 民事诉讼法 by its number of 2023."""
    return (
        CPL.article(article(number - 11) + part, mark=mark, since=date(2013, 1, 1))
        .renumbered(CPL_2021, article(number - 4) + part)
        .renumbered(CPL_2023, article(number) + part)
    )


def coercion(number: int, part: str = "", *, mark: Mark = "V") -> Citation:
    """An article of 民事诉讼法 on coercive measures (妨害民事诉讼的强制措施) by its number of 2021 and 2023."""
    return CPL.article(article(number - 3) + part, mark=mark, since=date(2013, 1, 1)).renumbered(
        CPL_2021, article(number) + part
    )


def ji(number: int, part: str = "", *, mark: Mark = "V") -> Citation:
    """An article of the enforcement part of 民诉法解释 by its number of 2022."""
    return JI.article(article(number + 2) + part, mark=mark).renumbered(JI_2022, article(number) + part)


def objection(number: int, part: str = "", *, mark: Mark = "V") -> Citation:
    """An article of 执行程序解释 after its fifth, by its number since 2021: the amendment took one article out."""
    return PROCEDURE.article(article(number + 1) + part, mark=mark).renumbered(AMENDED_2020, article(number) + part)


def supervision(number: int, part: str = "", *, mark: Mark = "V") -> Citation:
    """An article of 执行工作规定 on the supervision of enforcement, by its number since 2021 (before: + 58)."""
    return WORK.article(article(number + 58) + part, mark=mark).renumbered(AMENDED_2020, article(number) + part)


WORK = _amended(
    "执行工作规定", "关于人民法院执行工作若干问题的规定（试行）（法释〔1998〕15号）", date(1998, 7, 18),
    (date(1998, 7, 18), "1998年"), (AMENDED_2020, "2020年修正"),
)  # fmt: skip
SEIZURE = _amended(
    "查封扣押冻结规定", "关于人民法院民事执行中查封、扣押、冻结财产的规定（法释〔2004〕15号）", date(2005, 1, 1),
    (date(2005, 1, 1), "2004年"), (AMENDED_2020, "2020年修正"),
)  # fmt: skip
AUCTION = _amended(
    "拍卖变卖规定", "关于人民法院民事执行中拍卖、变卖财产的规定（法释〔2004〕16号）", date(2005, 1, 1),
    (date(2005, 1, 1), "2004年"), (AMENDED_2020, "2020年修正"),
)  # fmt: skip
PROCEDURE = _amended(
    "执行程序解释", "关于适用《中华人民共和国民事诉讼法》执行程序若干问题的解释（法释〔2008〕13号）", date(2009, 1, 1),
    (date(2009, 1, 1), "2008年"), (AMENDED_2020, "2020年修正"),
)  # fmt: skip
ENTRUSTMENT = _amended(
    "委托执行规定", "关于委托执行若干问题的规定（法释〔2011〕11号）", date(2011, 5, 3),
    (date(2011, 5, 3), "2011年"), (AMENDED_2020, "2020年修正"),
)  # fmt: skip
DEFAULTERS = _amended(
    "失信名单规定", "关于公布失信被执行人名单信息的若干规定（法释〔2013〕17号）", date(2013, 10, 1),
    (date(2013, 10, 1), "2013年"), (date(2017, 5, 1), "2017年修正"),
)  # fmt: skip
CONSUMPTION = _amended(
    "限制消费规定", "关于限制被执行人高消费及有关消费的若干规定（法释〔2010〕8号）", date(2010, 10, 1),
    (date(2010, 10, 1), "2010年"), (date(2015, 7, 22), "2015年修正"),
)  # fmt: skip
INVESTIGATION = _amended(
    "财产调查规定", "关于民事执行中财产调查若干问题的规定（法释〔2017〕8号）", date(2017, 5, 1),
    (date(2017, 5, 1), "2017年"), (AMENDED_2020, "2020年修正"),
)  # fmt: skip
SETTLEMENT = _amended(
    "执行和解规定", "关于执行和解若干问题的规定（法释〔2018〕3号）", date(2018, 3, 1),
    (date(2018, 3, 1), "2018年"), (AMENDED_2020, "2020年修正"),
)  # fmt: skip
SECURITY = _amended(
    "执行担保规定", "关于执行担保若干问题的规定（法释〔2018〕4号）", date(2018, 3, 1),
    (date(2018, 3, 1), "2018年"), (AMENDED_2020, "2020年修正"),
)  # fmt: skip

OBJECTIONS = _amended(
    "异议复议规定", "关于人民法院办理执行异议和复议案件若干问题的规定（法释〔2015〕10号）", date(2015, 5, 5),
    (date(2015, 5, 5), "2015年"), (AMENDED_2020, "2020年修正"),
)  # fmt: skip
PARTIES = _amended(
    "变更追加规定", "关于民事执行中变更、追加当事人若干问题的规定（法释〔2016〕21号）", date(2016, 12, 1),
    (date(2016, 12, 1), "2016年"), (AMENDED_2020, "2020年修正"),
)  # fmt: skip
CASE_NUMBERS = Instrument("法〔2015〕137号", "关于人民法院案件案号的若干规定", date(2016, 1, 1))

R35 = Instrument("法发〔2006〕35号", "关于人民法院办理执行案件若干期限的规定", date(2007, 1, 1))
TIME_LIMITS = Instrument(
    "审理期限规定", "关于严格执行案件审理期限制度的若干规定（法释〔2000〕29号）", date(2000, 9, 28)
)
NETWORK_QUERY = Instrument("法释〔2013〕20号", "关于网络查询、冻结被执行人存款的规定", date(2013, 9, 2))
FEES = Instrument("诉讼费用交纳办法", "诉讼费用交纳办法（国务院令第481号）", date(2007, 4, 1))
DELAY_INTEREST = Instrument(
    "法释〔2014〕8号", "关于执行程序中计算迟延履行期间的债务利息适用法律若干问题的解释", date(2014, 8, 1)
)  # fmt: skip
FILING_AND_CLOSING = Instrument("法发〔2014〕26号", "关于执行案件立案、结案若干问题的意见", date(2015, 1, 1))
R373 = Instrument("法〔2016〕373号", "关于严格规范终结本次执行程序的规定（试行）", date(2016, 12, 1))
BANKRUPTCY = Instrument("法发〔2017〕2号", "关于执行案件移送破产审查若干问题的指导意见", date(2017, 1, 20))
PROCEEDS = Instrument("法发〔2017〕6号", "关于执行款物管理工作的规定", date(2017, 5, 1))
ITEM_ENTRUSTMENT = Instrument("法发〔2017〕27号", "关于严格规范执行事项委托工作的管理办法（试行）", date(2017, 9, 8))
R335 = Instrument("法明传〔2018〕335号", "关于规范指定执行等案件立案、结案、统计和考核工作的通知", date(2018, 6, 1))
CROSS = Instrument("法发〔2024〕9号", "关于交叉执行工作的指导意见", date(2024, 6, 17))
GUIDANCE_2024 = Instrument(
    "提质增效指导意见", "最高人民法院关于在审判工作中促进提质增效 推动实质性化解矛盾纠纷的指导意见", date(2024, 12, 30)
)
# A province's published tests; the paper that reports them gives neither their number nor their first day.
SICHUAN_SELECTION = Instrument("四川筛选标准", "四川法院交叉执行案件筛选标准", date.min)
ORDOS_PLAN = Instrument("鄂尔多斯实施方案", "推进全市法院交叉执行工作的实施方案", date(2025, 4, 1))
OBJECTION_TO_ENDING = Instrument(
    "法释〔2016〕3号", "关于对人民法院终结执行行为提出执行异议期限问题的批复", date(2016, 2, 15)
)  # fmt: skip

CRIMINAL_LAW = Instrument("刑法", "中华人民共和国刑法（经刑法修正案（九）修正）", date(2015, 11, 1))
CRIMINAL_PROCEDURE = Instrument("刑事诉讼法", "中华人民共和国刑事诉讼法（2018年修正）", date(2018, 10, 26))
REFUSAL_2015 = Instrument(
    "法释〔2015〕16号", "关于审理拒不执行判决、裁定刑事案件适用法律若干问题的解释", date(2015, 7, 22), date(2024, 12, 1)
)
REFUSAL_2024 = Instrument(
    "法释〔2024〕13号", "关于办理拒不执行判决、裁定刑事案件适用法律若干问题的解释", date(2024, 12, 1)
)
REFUSAL_PROCEDURE = Instrument("法发〔2025〕8号", "关于办理拒不执行判决、裁定刑事案件若干问题的意见", date(2025, 7, 1))
# Its day was not seen in public material; the year is that of its number.
PETITIONS = Instrument("法〔2021〕227号", "关于建立健全执行信访案件“接访即办”工作机制的意见", date(2021, 1, 1))
# Announced by the Supreme People's Court in 2025; the document itself was not seen.
GRADING = Instrument("失信分级惩戒", "失信被执行人分级分类惩戒机制（2025年起）", date(2025, 1, 1))

PERSONAL_INFORMATION = Instrument("个人信息保护法", "中华人民共和国个人信息保护法", date(2021, 11, 1))

PRIORITY_TRANSFER = Instrument(
    "法释〔2016〕6号", "关于首先查封法院与优先债权执行法院处分查封财产有关问题的批复", date(2016, 4, 14)
)
ONLINE_AUCTION = Instrument(
    "网络拍卖规定", "关于人民法院网络司法拍卖若干问题的规定（法释〔2016〕18号）", date(2017, 1, 1)
)
ONLINE_SALE = Instrument(
    "法明传〔2017〕455号", "关于认真做好网络司法拍卖与网络司法变卖衔接工作的通知", date(2017, 7, 18)
)
REFERENCE_PRICE = Instrument(
    "参考价规定", "关于人民法院确定财产处置参考价若干问题的规定（法释〔2018〕15号）", date(2018, 9, 1)
)
GOOD_FAITH = Instrument("法发〔2019〕35号", "关于在执行工作中进一步强化善意文明执行理念的意见", date(2019, 12, 16))
EQUITY = Instrument("股权规定", "关于人民法院强制执行股权若干问题的规定（法释〔2021〕20号）", date(2022, 1, 1))
# The local measures that carry it out differ by court; the day is that of the national evaluation, not of any of them.
EVALUATION = Instrument("第三方评价（地方实施）", "“切实解决执行难”第三方评估指标的地方实施办法", date(2018, 1, 1))

# No statute: a court's own arrangement, whose first day was not published, and the rule by which this log is kept.
PRE_SETTLEMENT = Instrument("随州和解前置", "随州法院执行前和解工作办法", date.min)
PRE_DEMAND = Instrument("江苏执前督促", "江苏法院执行立案前督促履行工作规则", date.min)
LINKAGE = Instrument("府院联动", "法院与公安、不动产登记、政府等部门执行联动机制", date.min)
MEETINGS = Instrument("案件推进会", "案件跟踪台账与推进会机制", date.min)
HOTLINE = Instrument("草原执行110", "“草原执行110”指挥中心值班出警机制", date.min)
CASE_ACCOUNT = Instrument("案款一案一账号", "法院案款专户一案一账号、待认领款限期认领的做法", date.min)
RECORD_KEEPING = Instrument("记录规则", "执行案件事件记录规则：事实不改写，只更正或撤销", date.min)
PUBLICATION = Instrument("统计发布规则", "司法统计发布规则：期间届满后发布，发布不改，事后变动另作说明", date.min)
INCENTIVES = Instrument("正向激励机制", "自动履行证明、三书联动、诚信名单与信用修复的工作机制", date.min)
