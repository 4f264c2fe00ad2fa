"""流程节点 — the forty process nodes that courts watch a case by, as a court's data mart lists them.

No official list of the "37 key nodes" was found: these rows are what court software shows, so `official` is False for all.
A deadline says in its `node` which of them it is; a court sets its own length with `settings={"deadlines": {name: Period}}`.
"""

from attrs import frozen

from casestream.kernel.deadline import DEADLINES, Deadline

OFFICIAL = False
FIRST_CODE = 203001001


@frozen
class Node:
    """One process node: its code, its name, its key for programs, and the term that sources give it ('' for none)."""

    code: str
    zh: str
    key: str
    term: str = ""
    official: bool = OFFICIAL

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """The deadlines that are this node."""
        return tuple(given for given in DEADLINES.values() if given.node == self.code)


_ROWS = (
    ("立案审查时限", "FILING_REVIEW", "7日"),
    ("分案期限", "ASSIGNMENT", "7日"),
    ("发出执行通知书", "NOTICE_ISSUED", "10日；承办人3日"),
    ("首次启动网络查控", "NETWORK_QUERY_START", "5日（地方）"),
    ("首次启动传统查控", "OFFLINE_SEARCH_START", "收到线索后1个月（地方）"),
    ("完成传统查控", "OFFLINE_SEARCH_DONE", "立案后30日（地方）"),
    ("无财产启动约谈", "NO_ASSET_INTERVIEW", "终本结案前"),
    ("约谈执行线索", "INTERVIEW_CLUE", ""),
    ("线索核查", "CLUE_CHECK", "7日；紧急3日"),
    ("启动恢复执行", "RESUME_START", "及时"),
    ("其他控制财产", "OTHER_CONTROL", ""),
    ("查封", "SEAL", "10个工作日（地方）"),
    ("扣押", "SEIZE", "10个工作日（地方）"),
    ("冻结", "FREEZE", "10个工作日（地方）"),
    ("银行存款冻结", "DEPOSIT_FREEZE", "48小时（地方）"),
    ("启动划拨", "DEDUCTION_START", ""),
    ("启动评估", "APPRAISAL_START", "30日"),
    ("送达评估报告", "APPRAISAL_SERVED", "3日"),
    ("评估异议提起", "APPRAISAL_OBJECTION", "5日"),
    ("评估异议审查", "APPRAISAL_OBJ_REVIEW", "15日"),
    ("启动拍卖", "AUCTION_START", "10日"),
    ("拍卖成功确认", "AUCTION_CONFIRM", "10日"),
    ("启动二拍", "SECOND_AUCTION", "30日"),
    ("启动三拍", "THIRD_AUCTION", "60日（现场拍卖）"),
    ("确定以物抵债", "SET_OFF_DECIDED", ""),
    ("启动变卖", "SALE_START", "15日"),
    ("拍卖/抵债移交", "HANDOVER", "15日"),
    ("办理款物支付手续", "PAYMENT_PROCESSING", "30日之内"),
    ("完成款物支付手续", "PAYMENT_DONE", "30日"),
    ("启动执行制裁措施", "SANCTION_START", ""),
    ("结案", "CLOSED", "6个月"),
    ("归档", "ARCHIVED", "60日（地方）"),
    ("有财产案件进入程序", "ENTRY_WITH_ASSETS", ""),
    ("无财产案件进入程序", "ENTRY_NO_ASSETS", ""),
    ("启动终本程序", "TERMINATION_START", "超过3个月"),
    ("有足额财产报结", "FULL_ASSETS_CLOSE_REPORT", ""),
    ("网络查控次数", "NETWORK_QUERY_COUNT", "终本前3个月内至少1次"),
    ("申请延长执行期限", "EXTENSION_REQUEST", "期限届满5日前"),
    ("执行文书", "DOCUMENT_ISSUED", ""),
    ("终本案件网络查询次数", "POST_ZB_QUERY_COUNT", "每6个月，5年"),
)  # fmt: skip

NODES: dict[str, Node] = {
    str(code): Node(str(code), zh, key, term) for code, (zh, key, term) in enumerate(_ROWS, FIRST_CODE)
}
