"""What the fields of events are called in Chinese; in English their names speak for themselves.

The table is the vocabulary that procedures share. A procedure names a field of its own where it declares it, with
`field(zh=...)` or `key(..., zh=...)`; that goes before the table. A field that nobody names goes by the name it has.
"""

from typing import Any

import attrs

from casestream.kernel.errors import Lang
from casestream.kernel.event import ZH as OWN

ZH = {
    "act": "行为", "admitted": "承认并改正", "agreed_fen": "和解金额", "amount_fen": "金额", "anticipatory": "预期违约",
    "appear_on": "到场日期", "applicant": "申请执行人", "arose_on": "事由发生日", "asked_in_time": "期满五日前报批",
    "asset": "财产", "asset_class": "财产类别", "assets_below_debts": "资不抵债", "assign_by": "分案期限", "attempt": "变价次第",
    "basis": "执行依据", "both_consent": "双方同意", "by": "同意人", "by_agent": "代理人", "by_listing": "随纳入失信",
    "by_settlement": "和解履行", "by_superior": "上级法院决定", "by_writ": "传票传唤", "calendar": "节假日历",
    "cannot_pay_due_debts": "不能清偿到期债务", "case": "案件", "cause": "案由", "changed_on": "财产变动日",
    "claimed_fen": "申请标的", "closed": "执结", "clue": "线索", "collected_fen": "到位金额", "compelled": "拘传人次",
    "complex_case": "情况复杂", "consented": "同意", "court": "法院", "custodian": "保管人", "days": "天数",
    "debtor": "被执行人", "decide_by": "决定期限", "decided_by": "决定法院", "defect": "瑕疵", "detained": "拘留人次",
    "due_by": "办理期限", "due_on": "应查日期", "early": "提前解除", "effective_on": "生效日", "event": "更正为",
    "ex_officio": "依职权", "expires_on": "到期日", "extension": "延长", "extra_years": "延长年数", "file_by": "立案期限",
    "floor_fen": "账户保底", "form": "文书形式", "former": "原期限", "found": "查有财产", "found_fen": "查得金额",
    "from_court": "移出法院", "from_number": "原案号", "ground": "事由", "hand_over_by": "移交期限", "handler": "承办人",
    "harms_others": "损害第三人", "high_court_approved": "高级法院批准", "high_court_consents": "高级法院同意", "hours": "小时",
    "how": "方式", "in_kind": "以物", "in_time": "期限内", "in_writing": "书面", "issue_by": "发出期限", "item": "事项",
    "items": "给付项目", "kept_here": "本院案件", "kind": "类型", "late": "逾期", "legal_representative": "法定代表人",
    "live": "活封", "matter": "事项", "means": "方式", "measure": "措施", "method": "变价方式", "mode": "方式", "n": "次",
    "name": "姓名或名称", "natural": "自然人", "next_query_by": "下次查询不晚于", "note": "说明", "noticed": "已书面通知",
    "number": "案号", "obviously_unable": "明显缺乏清偿能力", "of": "所涉版本", "officers": "出警人数", "on": "日期",
    "on_platform": "通过平台", "open_debts_fen": "另案未履行", "opened_on": "立案日", "opinion": "意见", "origin": "来源",
    "outcome": "核查结果", "outstanding_fen": "未到位", "payee": "领款人", "perform_by": "履行期限",
    "performance_due": "履行届满日", "person": "受措施人", "persons": "人员", "place": "地点", "point_to_point": "点对点",
    "post": "职务", "property_handed_over": "已移交财产", "rank": "顺位", "realised_fen": "变价所得", "reason": "原因",
    "receipt": "收据号", "receiver": "受移送法院", "release_by": "发放期限", "relied_on": "依据", "remove_by": "删除期限",
    "renews": "续行", "report_by": "报告期限", "reported_to_high_court": "报高级法院", "request": "协助编号",
    "reserve_fen": "保留价", "result": "结果", "resume_by": "申请恢复期限", "reviewed": "合议庭审查", "role": "身份",
    "same_type": "同类", "scope": "范围", "scopes": "范围", "secured": "已提供担保", "serve_by": "送达期限", "served_on": "送达日",
    "six_months_on": "满六个月日", "source": "来源", "specially_authorised": "特别授权", "starts_on": "起始日",
    "substantive": "实质进展", "superior_extended": "上级法院延长", "target": "对象", "tip": "举报内容", "to_case": "转入案件",
    "to_court": "移入法院", "to_intermediate": "中级法院", "told": "已告知申请人", "trigger": "启动", "truthful": "如实",
    "unpaid_fen": "未履行", "until": "至", "urgent": "紧急", "used_days": "用时(日)", "value_fen": "价值", "verify_by": "核查期限",
    "voucher": "凭证号", "what": "内容", "wishes_considered": "已考虑当事人意愿",
}  # fmt: skip


def field_label(owner: type[Any], name: str, lang: Lang) -> str:
    """What a person reads for a field of an event, or of a value inside one."""
    plain = name.removesuffix("_fen").replace("_", " ")
    if lang == "en":
        return plain
    return str(attrs.fields_dict(owner)[name].metadata.get(OWN) or ZH.get(name, plain))
