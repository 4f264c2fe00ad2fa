"""职权表 — who may ask for what: one row a group of steps. What no row names, nobody may do.

Read it as a list: these posts may take these steps. Whether the step is lawful is said in its own procedure. The rows are
generous where the law is silent; a court may only ever take away.
"""

from casestream.kernel.errors import DeclarationError
from casestream.kernel.event import CommandClass
from casestream.procedures import (
    aftermath,
    approval,
    asset_search,
    assistance,
    bankruptcy,
    closing,
    cluster,
    coercion,
    control,
    correction,
    credit,
    cross_enforcement,
    entrustment,
    erasure,
    figures,
    filing,
    hotline,
    jurisdiction,
    lifting,
    linkage,
    meeting,
    non_acceptance,
    notice,
    parties,
    pre_enforcement,
    proceeds,
    recusal,
    resumption,
    reversal,
    reward,
    set_off,
    settlement,
    suspension,
    termination,
    third_party_debt,
)
from casestream.procedures.asset_search import query_objection
from casestream.procedures.auction import announcing, bidding, priority_transfer, title
from casestream.procedures.closing import refusal_request, satisfaction
from casestream.procedures.coercion import custody, exit_ban, publication, reviewed
from casestream.procedures.control import equity, exempt, live, measure_transfer, register
from casestream.procedures.credit import breach, exception, grading, rectification
from casestream.procedures.crime import police, referral, supervision, trial
from casestream.procedures.cross_enforcement import selection
from casestream.procedures.cross_enforcement import supervision as cross_supervision
from casestream.procedures.distribution import dispute, participation, paying, plan, suit
from casestream.procedures.incentives import certificate, repair, whitelist
from casestream.procedures.petition import case_file, handling
from casestream.procedures.posts import Post
from casestream.procedures.preservation import application, carrying_over, execution, renewing
from casestream.procedures.proceeds import fee, interest, itemising, order, receipt, unclaimed
from casestream.procedures.remedies import closing as remedy_closing
from casestream.procedures.remedies import effects, party_rulings, raising, reconsideration, reviews, suits
from casestream.procedures.remedies import supervision as remedy_supervision
from casestream.procedures.sanction import decision, review
from casestream.procedures.termination import stock_exit
from casestream.procedures.valuation import method, price, report

MAY: dict[CommandClass, tuple[Post, ...]] = {}


def may(posts: tuple[Post, ...], *commands: CommandClass) -> None:
    """Declare a row: whoever holds one of these posts may give these commands.

    Raises:
        DeclarationError: a command stands in another row already, or no post is given.
    """
    for each in commands:
        if each in MAY or not posts:
            raise DeclarationError(
                f"{each.__qualname__} stands in exactly one row of authority, with at least one post"
            )
        MAY[each] = posts


# --- the table ---

BENCH = (Post.HANDLER, Post.CHIEF)
DESK = (Post.CLERK, *BENCH)
FIELD = (Post.BAILIFF, *DESK)
RULING = (*BENCH, Post.PANEL, Post.PRESIDENT)
MACHINE = (Post.SYSTEM, *DESK)
COURT = tuple(post for post in Post if post is not Post.SYSTEM)

# 立案、分案
may(MACHINE, filing.ApplyForEnforcement)
may((Post.CLERK, *BENCH), filing.FileCase, resumption.ResumeEnforcement)
may(BENCH, non_acceptance.RuleNotToAccept)
may((Post.CLERK, Post.CHIEF, Post.PRESIDENT, Post.SYSTEM), filing.AssignHandler)

# 审批、回避、更正
may((Post.CHIEF, Post.PANEL, Post.PRESIDENT), approval.Approve)
may((Post.PANEL, Post.PRESIDENT), bankruptcy.ApproveHandover)
may(COURT, recusal.AskForRecusal)
may((Post.PANEL, Post.PRESIDENT, Post.COMMITTEE), recusal.DecideRecusal)
may((Post.CHIEF, Post.PRESIDENT), correction.CorrectRecord, correction.AnnulRecord)

# 通知、报告财产
may(DESK, notice.IssueNotice, notice.RecordNoticeService, notice.ReceivePropertyReport)
may(BENCH, notice.CheckPropertyReport)

# 查找财产和人
may(DESK, asset_search.StartNetworkQuery)
may(MACHINE, asset_search.RecordScopeReturn, asset_search.RecordQueryAnswers)
may(FIELD, asset_search.RecordAsset, asset_search.SearchOffline, asset_search.LocateDebtor, coercion.SeekDebtor)
may(FIELD, asset_search.RequestSearch, asset_search.ReceiveClue, asset_search.VerifyClue)
may(BENCH, asset_search.RecordWhereaboutsUnknown)

# 控制、处置财产
may(BENCH, control.SealAsset, control.RenewSeal, lifting.ReleaseAsset, control.DisposeAsset, control.RuleUnenforceable)
may(MACHINE, control.ActivateQueuedMeasure)
may(DESK, control.DeclineSetOff)
may(RULING, set_off.RuleSetOff)

# 强制措施
may(DESK, coercion.Summon)
may(FIELD, coercion.RecordAppearance, coercion.FindObstruction)
may((Post.BAILIFF, *BENCH), coercion.CompelAppearance, coercion.Detain, coercion.EndDetention)
may(BENCH, coercion.ImposeFine, coercion.ReferCrime)

# 信用惩戒
may(BENCH, credit.RestrictConsumption, credit.ListAsDefaulter, credit.FindNotListable, credit.FindListableAgain)
may(BENCH, credit.LiftConsumptionRestriction, credit.RemoveFromDefaulterList)

# 案款
may(MACHINE, proceeds.ReceiveProceeds)
may(DESK, proceeds.RecordDirectPayment, proceeds.CheckPayee)
may(BENCH, proceeds.ReleaseProceeds, proceeds.RedirectProceeds, proceeds.DeferRelease)

# 和解
may(DESK, settlement.RecordSettlement, settlement.RecordInstalment, settlement.ReportBreach)
may(DESK, settlement.SueOnSettlement, settlement.SetSettlementAside)
may(BENCH, settlement.ConfirmSettlementPerformed)

# 期限、暂缓、中止
may(BENCH, suspension.StopClock, suspension.RestartClock, suspension.ExtendTimeLimit)
may(RULING, suspension.Defer, suspension.EndDeferral, suspension.Suspend, suspension.LiftSuspension)

# 结案
may(DESK, termination.HoldInterview, termination.ConfirmTermination)
may(MACHINE, termination.RecordPostTerminationQuery)
may(RULING, termination.TerminateRound, closing.TerminateEnforcement, closing.RefuseEnforcement)
may(RULING, closing.DismissApplication, closing.CloseSatisfied, closing.StrikeOff)

# 交叉执行、协助、出警
may((*RULING, Post.SYSTEM), cross_enforcement.OrderCross)  # 上级法院执行监督裁定提级、指定的，由系统转入
may(MACHINE, cross_enforcement.ScreenForPreCross, cross_enforcement.ExpirePreCross)
may(BENCH, cross_enforcement.ResolvePreCross, cross_enforcement.ReferToCross, cross_enforcement.ReportCrossProgress)
may(DESK, cross_enforcement.HandOverFile, cross_enforcement.ReturnCross, cross_enforcement.AcceptCross)
may(FIELD, assistance.RequestAssistance, assistance.AcceptAssistance, assistance.PerformAssistance)
may(FIELD, assistance.ReturnAssistance)
may(MACHINE, hotline.ReceiveCall)
may((Post.CLERK, *BENCH), hotline.DispatchOfficers)
may(FIELD, hotline.ReportDispatch)

may((*RULING, Post.SYSTEM), selection.SelectForCross, cross_supervision.DriveToEnd)
may(MACHINE, cross_supervision.LapseSupervision, hotline.NoteDispatch)
may(RULING, cross_supervision.ExcuseDelay)
may(DESK, cluster.LinkCases, cluster.AddToCluster, cluster.RemoveFromCluster)
may(RULING, cluster.Centralize)
may((*RULING, Post.SYSTEM), cluster.CentralizeCase)

# 委托执行、联动、执前、推进会
may(DESK, entrustment.Entrust, entrustment.ReceiveEntrustment, entrustment.AskForPapers, entrustment.SupplyPapers)
may(DESK, entrustment.FileEntrusted, entrustment.BeginEntrusted, entrustment.ReportEntrusted)
may(RULING, entrustment.AskInstruction, entrustment.ReturnEntrustment)
may(FIELD, linkage.RequestLinkage, linkage.ReceivePerson)
may(MACHINE, linkage.AnswerLinkage, linkage.LapseLinkage)
may(DESK, pre_enforcement.DemandPerformance, pre_enforcement.TrySettlement, pre_enforcement.SettleFirst)
may(DESK, pre_enforcement.EndPreSettlement, pre_enforcement.ResolveFirst, pre_enforcement.GoToFiling)
may((Post.CLERK, Post.CHIEF, Post.PRESIDENT), meeting.HoldMeeting)
may((Post.CHIEF, Post.PRESIDENT), meeting.DecideAtMeeting)
may((Post.CLERK, Post.CHIEF, Post.PRESIDENT), meeting.FollowUpDecision)

# 移送破产
may(DESK, bankruptcy.RegisterDebtor, bankruptcy.LinkCase, bankruptcy.RecordBankruptcyConsent)
may(BENCH, bankruptcy.FindInsolvency)
may(RULING, bankruptcy.DecideBankruptcyHandover)
may(DESK, bankruptcy.SendMaterials, bankruptcy.RecordBankruptcyAccepted, bankruptcy.RecordBankruptcyNotAccepted)
may(DESK, bankruptcy.RecordBankruptcyDeclared, bankruptcy.HandOverProperty, bankruptcy.ServeHandoverDecision)
may(DESK, bankruptcy.RecordBankruptcyDismissed)
may((Post.SYSTEM,), bankruptcy.SuspendForBankruptcy, bankruptcy.ResumeAfterBankruptcy)
may((Post.SYSTEM,), bankruptcy.EndByBankruptcy, bankruptcy.ReleaseForBankruptcy)

# 立案之前和立案时：管辖、保全、当事人
may(DESK, jurisdiction.ObjectToJurisdiction, parties.ApplyForPartyChange)
may(RULING, jurisdiction.RuleOnJurisdiction, parties.RuleOnPartyChange, parties.ExtendPartyChange)
may(DESK, application.ApplyForPreservation, application.FilePreservation)
may(RULING, application.RuleOnPreservation)
may((Post.BAILIFF, *BENCH), execution.TakeMeasure, execution.LiftMeasure, renewing.RenewMeasure)
may(DESK, execution.RecordSuit, execution.ClosePreservation, carrying_over.CarryOver)
may(MACHINE, carrying_over.TakeOverMeasures)

# 查控异议、审计、悬赏
may(DESK, query_objection.ObjectToQuery, query_objection.AnswerQueryObjection)
may(RULING, reward.DecideSearch)
may(DESK, reward.PublishReward, reward.RegisterInformant)
may(BENCH, reward.PayReward)

# 查封期间：豁免、活封、超标的额、股权、首封移送、到期债权
may(RULING, exempt.RuleDwellingEnforceable, exempt.EndExemption)
may(BENCH, live.PermitUse, live.WithdrawUse, live.SuperviseAccount)
may(MACHINE, live.DrawOnAccount)
may(BENCH, lifting.FindExcess, equity.PublishFreeze, equity.AllowSelfRealisation)
may(DESK, equity.RecordSelfRealised)
may(MACHINE, register.EnterMeasure, register.RenewEntry, register.RemoveEntry)
may(BENCH, measure_transfer.TakeMeasureOver, priority_transfer.HandMeasureOver, priority_transfer.DisputeTransfer)
may(DESK, priority_transfer.RecordTransferRequest)
may(RULING, priority_transfer.DesignateAssetCourt)
may(BENCH, third_party_debt.NotifyThirdParty)
may(DESK, third_party_debt.ObjectAsThirdParty, third_party_debt.RecordThirdPartyPayment)
may(RULING, third_party_debt.RuleAgainstThirdParty)

# 确定参考价
may(BENCH, method.SeekPrice, method.ExtendReportTerm, price.FixPrice)
may(DESK, method.RecordMethodFailed, report.ReceiveReport, report.ServeReport, report.ObjectToReport)
may(DESK, report.AskAppraiser, report.RecordExplanation, report.RecordReview, price.NegotiatePrice)
may(RULING, report.SettleReportObjection)

# 拍卖、变卖
may(DESK, bidding.ReturnDeposits)
may(MACHINE, announcing.TellOfAuction, bidding.AdmitBidder)
may(BENCH, announcing.PublishAuction, announcing.WithdrawAuction)
may(MACHINE, bidding.EndAuction, bidding.PayPrice)
may(RULING, bidding.DeclareDefault)
may(FIELD, title.ServeSaleRuling, title.HandOverAsset)
may(BENCH, title.ReturnSurplus)

# 案款：分项、利息、费用、抵充、认领
may(DESK, itemising.ItemiseClaim, itemising.WaiveClaim, order.AgreeOrder, receipt.OpenCaseAccount)
may(MACHINE, interest.AccrueInterest, fee.ChargeFee)
may(DESK, fee.TransferFee)
may(BENCH, interest.PauseInterest, interest.ResumeInterest, fee.ChargeCosts, order.AllocateReceipt)
may(RULING, interest.FixDelayPayment)
may(MACHINE, unclaimed.ReceiveUnclaimed, unclaimed.ClaimMoney)

# 参与分配
may(DESK, participation.ApplyDistribution, plan.ServePlan, plan.ObjectToPlan)
may(RULING, plan.MakePlan, suit.AmendPlan)
may(DESK, dispute.NotifyObjection, dispute.OpposeObjection, dispute.NotifyOpposition, suit.SueOnPlan)
may(BENCH, suit.EscrowShare, paying.PayShare, paying.EndDistribution)

# 限制出境、公布、看管、惩戒
may(DESK, exit_ban.ApplyExitBan)
may(RULING, exit_ban.BanExit, exit_ban.LiftExitBan)
may(BENCH, publication.PublishDefault)
may((Post.BAILIFF, *BENCH), custody.HandToPolice)
may(MACHINE, reviewed.NoteReview)
may(RULING, decision.DecideSanction, review.DecideReview)
may(FIELD, decision.ServeSanction)
may(DESK, review.FileReview)

# 信用：违反、例外、分级、纠正、激励
may(BENCH, breach.FindConsumptionBreach, exception.AllowConsumption, exception.ReleaseRepresentative)
may(RULING, grading.GradeDishonesty)
may(DESK, rectification.RequestCorrection, rectification.NoteDeletionDue)
may(BENCH, rectification.AnswerCorrection, rectification.CorrectEntry)
may(DESK, certificate.WarnOfSanctions, certificate.ConfirmPerformance, certificate.RequestCertificate)
may(BENCH, certificate.IssueCertificate)
may(DESK, repair.RequestRepair)
may(BENCH, repair.GrantRepair, repair.RefuseRepair, whitelist.EnterWhitelist, whitelist.LeaveWhitelist)

# 拒执犯罪
may(BENCH, referral.SendDossier)
may(DESK, referral.RecordComplaint, police.RecordAcceptance, police.RecordFiling, police.RecordRefusal)
may(DESK, police.RecordRefusalLetter, supervision.RecordReasonDemand, supervision.RecordReason)
may(BENCH, supervision.AskSupervision)
may(DESK, supervision.RecordFilingOrder, supervision.RecordSupervisionDeclined, trial.RecordProsecution)
may(DESK, trial.RecordNoProsecution, trial.RecordPrivateProsecution, trial.RecordConviction)

# 异议、复议、监督、协调
may(MACHINE, reviews.ApplyForReview)
may(DESK, raising.RaiseObjection, reviews.FileReview, reviews.AskToWithdraw)
may(RULING, raising.HaltOnSecurity, raising.ContinueOnSecurity, remedy_closing.CloseReview, reviews.ExtendReview)
may(DESK, reconsideration.SeekReconsideration, reconsideration.SendFileUp, party_rulings.ContestPartyRuling)
may(MACHINE, effects.HoldObject, effects.SettleContest, party_rulings.DecidePartyContest)
may(DESK, suits.SueOverObject, suits.DecideObjectSuit)
may(BENCH, remedy_supervision.QuestionOrder, remedy_supervision.MakeCorrection)
may(RULING, remedy_supervision.AnswerQuestion)

# 不予执行、非金钱给付、终本库、回转、结束之后
may(DESK, refusal_request.RequestRefusal)
may(BENCH, satisfaction.RecordAct)
may(MACHINE, stock_exit.LeaveStock)
may(DESK, reversal.RecordRevocation)
may(RULING, reversal.OrderReversal)
may(BENCH, aftermath.RemoveInterference)

# 信访
may(MACHINE, handling.ReceivePetition, handling.RegisterPetition, case_file.NotePetition, case_file.NotePetitionSettled)
may(BENCH, handling.ScreenPetition, handling.ReportPetitionProgress, handling.FinishPetition)

# 个人信息
may((Post.CLERK, Post.HANDLER, Post.CHIEF), erasure.RequestErasure, erasure.RestrictProcessing)
may((Post.CHIEF, Post.PRESIDENT, Post.COMMITTEE), erasure.ApproveErasure)
may((Post.CLERK, Post.HANDLER, Post.CHIEF), erasure.DecideErasure)
# 统计发布
may((Post.CLERK, Post.CHIEF, Post.PRESIDENT), figures.PublishFigures)
