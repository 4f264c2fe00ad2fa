"""Tables of what presses and what draws: coercion and crime, credit and incentives, petitions. Declared projections."""

from casestream.kernel import Count, Projection, Ratio, Stage, Sum
from casestream.procedures.coercion import (
    AbsentWithoutReason,
    CompelledToAppear,
    Decision,
    DefaultPublished,
    Detained,
    DetentionEnded,
    ExitBanLifted,
    ExitBanned,
    Fined,
    ReviewOutcome,
    Summoned,
)
from casestream.procedures.credit import (
    ConsumptionAllowed,
    ConsumptionBreached,
    ConsumptionRestricted,
    ConsumptionRestrictionLifted,
    CorrectionAnswered,
    CorrectionRequested,
    DishonestyGraded,
    Grade,
    ListedAsDefaulter,
    RemovalReason,
    RemovedFromDefaulterList,
)
from casestream.procedures.crime import (
    ApplicantComplained,
    Convicted,
    DossierSent,
    FilingOrdered,
    PoliceFiled,
    PoliceRefused,
    PrivatelyProsecuted,
    Prosecuted,
    SupervisionAsked,
)
from casestream.procedures.incentives import (
    CertificateIssued,
    RepairGranted,
    RepairRefused,
    RepairRequested,
    Warned,
    Whitelisted,
    WhitelistLeft,
)
from casestream.procedures.petition import (
    MAY_FINISH_PETITION,
    MAY_REGISTER_PETITION,
    PetitionFinished,
    PetitionKind,
    PetitionProgressed,
    PetitionReceived,
    PetitionRegistered,
)
from casestream.procedures.sanction import ReviewDecided, ReviewFiled, SanctionDecided, Target
from casestream.reports.statistics import COURT

ACCEPTED = COURT.measures["accepted"]
UNDONE = (ReviewOutcome.CHANGED, ReviewOutcome.REVOKED)

COERCION = Projection(
    "coercion", "强制措施与打击拒执", "Coercion and crime", by=("court",),
    summoned=Count(Summoned, zh="传唤(次)", en="Summonses"),
    absent=Count(AbsentWithoutReason, zh="拒不到场(次)", en="Absences without good reason"),
    compelled=Count(CompelledToAppear, zh="拘传(次)", en="Compelled appearances"),
    detained=Count(Detained, zh="拘留(次)", en="Detentions"),
    released_early=Count(DetentionEnded, where={"early": True}, zh="提前解除拘留(次)", en="Early releases"),
    fined=Count(Fined, zh="罚款(次)", en="Fines imposed"),
    fines=Sum(Fined.amount_fen, zh="罚款金额(分)", en="Amount of fines (fen)"),
    detained_share=Ratio("detained", "compelled", zh="拘留/拘传", en="Detentions per compelled appearance"),
    unit_sanctions=Count(
        SanctionDecided, where={"target": Target.ASSISTING_UNIT}, zh="惩戒协助单位(次)", en="Sanctions on assisting units"),
    reviews=Count(
        ReviewFiled, where={"decision": (Decision.DETENTION, Decision.FINE)}, zh="司惩复(件)", en="Reviews of sanctions",
        note="计入上一级法院"),
    reviewed=Count(ReviewDecided, zh="复议决定(件)", en="Reviews decided"),
    undone=Count(ReviewDecided, where={"outcome": UNDONE}, zh="撤销、变更(件)", en="Changed or revoked"),
    undone_rate=Ratio("undone", "reviewed", zh="撤改率", en="Share undone", note="撤销、变更/复议决定"),
    exit_bans=Count(ExitBanned, zh="限制出境(人次)", en="Exit bans"),
    exit_bans_lifted=Count(ExitBanLifted, zh="解除限制出境(人次)", en="Exit bans lifted"),
    published=Count(DefaultPublished, zh="媒体公布(次)", en="Published in the media"),
    dossiers=Count(DossierSent, zh="移送拒执(件)", en="Dossiers sent to the police"),
    complaints=Count(ApplicantComplained, zh="申请执行人控告(件)", en="Complaints by applicants"),
    crimes_filed=Count(PoliceFiled, zh="公安立案(件)", en="Filed by the police"),
    crimes_refused=Count(PoliceRefused, zh="不予立案、撤案(件)", en="Refused by the police"),
    supervised=Count(SupervisionAsked, zh="提请立案监督(件)", en="Supervision asked for"),
    filing_ordered=Count(FilingOrdered, zh="检察院通知立案(件)", en="Filing ordered"),
    prosecuted=Count(Prosecuted, zh="提起公诉(件)", en="Prosecuted"),
    private=Count(PrivatelyProsecuted, zh="提起自诉(件)", en="Privately prosecuted"),
    convicted=Count(Convicted, zh="拒执罪判决(件)", en="Convicted"),
    accepted=ACCEPTED,
    filed_of_sent=Ratio(
        "crimes_filed", "dossiers", zh="拒执成案率(占移送)", en="Filed of sent", note="公安立案/移送；口径未见公布"),
    filed_of_accepted=Ratio(
        "crimes_filed", "accepted", zh="拒执成案率(占受理)", en="Filed of cases accepted",
        note="公安立案/受理；口径未见公布"),
    convicted_of_sent=Ratio("convicted", "dossiers", zh="定罪/移送", en="Convicted of sent"),
)  # fmt: skip

CREDIT = Projection(
    "credit", "信用惩戒与正向激励", "Credit and incentives", by=("court",),
    restricted=Count(ConsumptionRestricted, zh="限制消费(人次)", en="Restrictions on consumption"),
    lifted=Count(ConsumptionRestrictionLifted, zh="解除限制消费(人次)", en="Restrictions lifted"),
    breached=Count(ConsumptionBreached, zh="违反限制消费(次)", en="Restrictions breached"),
    allowed=Count(ConsumptionAllowed, zh="单次解除(人次)", en="Allowed once"),
    graded=Count(DishonestyGraded, zh="失信分级(人次)", en="Graded"),
    mild=Count(DishonestyGraded, where={"grade": Grade.MILD}, zh="轻微", en="Mild"),
    general=Count(DishonestyGraded, where={"grade": Grade.GENERAL}, zh="一般", en="General"),
    serious=Count(DishonestyGraded, where={"grade": Grade.SERIOUS}, zh="严重", en="Serious"),
    listed=Count(ListedAsDefaulter, zh="纳入失信(人次)", en="Listed"),
    removed=Count(RemovedFromDefaulterList, zh="删除失信(人次)", en="Removed from the list"),
    removed_performed=Count(
        RemovedFromDefaulterList, where={"reason": (RemovalReason.PERFORMED, RemovalReason.SETTLED)},
        zh="因履行删除(人次)", en="Removed upon performance"),
    cases_listed=Stage(
        ListedAsDefaulter, (ListedAsDefaulter, RemovedFromDefaulterList), within="case", zh="期末在册(件)",
        en="Cases with an entry", note="期满未删除的计入"),
    corrections=Count(CorrectionRequested, zh="申请纠正(件)", en="Corrections asked for"),
    corrections_founded=Count(CorrectionAnswered, where={"founded": True}, zh="纠正理由成立(件)", en="Corrections founded"),
    warned=Count(Warned, zh="失信预告(人次)", en="Warnings"),
    certificates=Count(CertificateIssued, zh="自动履行证明(份)", en="Certificates"),
    whitelisted=Count(Whitelisted, zh="列入白名单(家)", en="Whitelisted"),
    whitelist_left=Count(WhitelistLeft, zh="退出白名单(家)", en="Left the whitelist"),
    repairs_requested=Count(RepairRequested, zh="申请信用修复(人次)", en="Repairs asked for"),
    repaired=Count(RepairGranted, zh="信用修复(人次)", en="Repairs granted"),
    repairs_refused=Count(RepairRefused, zh="不予修复(人次)", en="Repairs refused"),
    repaired_of_requested=Ratio(
        "repaired", "repairs_requested", zh="修复/申请", en="Repairs granted of asked", note="信用修复/申请信用修复"),
    repaired_to_listed=Ratio(
        "repaired", "listed", unit="x", zh="修复与新纳入之比", en="Repairs to new entries", note="信用修复/纳入失信"),
)  # fmt: skip

PETITIONS = Projection(
    "petitions", "执行信访", "Petitions", by=("court",),
    opening=(Count(PetitionRegistered, when="before") - Count(PetitionFinished, when="before")).named(
        "旧存", "Pending at the start", "此前登记减此前办结"),
    received=Count(PetitionReceived, zh="收到(件)", en="Received"),
    first=Count(PetitionReceived, where={"kind": PetitionKind.FIRST}, zh="初访", en="First"),
    assigned=Count(PetitionReceived, where={"kind": PetitionKind.ASSIGNED}, zh="交办", en="Assigned"),
    repeated=Count(PetitionReceived, where={"kind": PetitionKind.REPEATED}, zh="重复", en="Repeated"),
    registered=Count(PetitionRegistered, zh="登记(件)", en="Registered"),
    registered_in_time=Count(PetitionRegistered, given=MAY_REGISTER_PETITION, zh="按期登记(件)", en="Registered in time"),
    due=(Count(PetitionRegistered, when="to_date") - Count(PetitionFinished, when="before")).named(
        "应办(件)", "To be finished", "旧存+登记"),
    finished=Count(PetitionFinished, zh="办结(件)", en="Finished"),
    finished_in_time=Count(PetitionFinished, given=MAY_FINISH_PETITION, zh="按期办结(件)", en="Finished in time"),
    progressed=Count(PetitionProgressed, per="case", zh="有实质进展(件)", en="With substantive progress"),
    accepted=ACCEPTED,
    finish_rate=Ratio("finished", "due", zh="信访办结率", en="Finish rate", note="办结/应办"),
    progress_rate=Ratio("progressed", "registered", zh="实质进展率", en="Progress rate", note="有实质进展/登记"),
    in_time_rate=Ratio("finished_in_time", "finished", zh="按期办结率", en="Finished in time, share", note="按期办结/办结"),
    repeat_share=Ratio("repeated", "received", zh="重复信访占比", en="Share repeated", note="重复/收到"),
    petitions_per_case=Ratio("received", "accepted", zh="案访比", en="Petitions of cases accepted", note="收到信访/受理案件"),
)  # fmt: skip
