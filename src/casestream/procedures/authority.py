"""职权 — who may ask for what: one row a group of steps. What no row names, nobody may do.

Read it as a list: these posts may take these steps. Whether the step is lawful is said in its own procedure. The rows are
generous where the law is silent; a court may only ever take away. Beside the rows: an officer who was replaced or recused
takes no further step in the case.
"""

from operator import itemgetter

from casestream.kernel import Bench, Case, Command, gate
from casestream.kernel.errors import DeclarationError, NotAuthorised
from casestream.kernel.event import COMMANDS, CommandClass
from casestream.procedures import (
    approval,
    asset_search,
    assistance,
    bankruptcy,
    closing,
    coercion,
    control,
    correction,
    credit,
    cross_enforcement,
    filing,
    hotline,
    notice,
    proceeds,
    recusal,
    resumption,
    set_off,
    settlement,
    suspension,
    termination,
)
from casestream.procedures.filing import HandlerAssigned
from casestream.procedures.posts import Post
from casestream.procedures.recusal import OfficerRecused, about_officer, recusal_is_asked
from casestream.procedures.rounds import RoundOpened

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
may((Post.CLERK, *BENCH), filing.ApplyForEnforcement, filing.FileCase, resumption.ResumeEnforcement)
may((Post.CLERK, Post.CHIEF, Post.PRESIDENT, Post.SYSTEM), filing.AssignHandler)

# 审批、回避、更正
may((Post.CHIEF, Post.PANEL, Post.PRESIDENT), approval.Approve)
may((Post.PANEL, Post.PRESIDENT), bankruptcy.ApproveHandover)
may(COURT, recusal.AskForRecusal)
may((Post.PANEL, Post.PRESIDENT, Post.COMMITTEE), recusal.DecideRecusal)
may((Post.CHIEF, Post.PRESIDENT), correction.CorrectRecord, correction.AnnulRecord)

# 通知、报告财产
may(DESK, notice.IssueNotice, notice.ReceivePropertyReport)
may(BENCH, notice.CheckPropertyReport)

# 查找财产和人
may(DESK, asset_search.StartNetworkQuery)
may(MACHINE, asset_search.RecordScopeReturn, asset_search.RecordQueryAnswers)
may(FIELD, asset_search.RecordAsset, asset_search.SearchOffline, asset_search.LocateDebtor, coercion.SeekDebtor)
may(FIELD, asset_search.RequestSearch, asset_search.ReceiveClue, asset_search.VerifyClue)
may(BENCH, asset_search.RecordWhereaboutsUnknown)

# 控制、处置财产
may(BENCH, control.SealAsset, control.RenewSeal, control.ReleaseAsset, control.DisposeAsset, control.RuleUnenforceable)
may(MACHINE, control.ActivateQueuedMeasure, control.RecordUnsold)
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
may(RULING, cross_enforcement.OrderCross)
may(MACHINE, cross_enforcement.ScreenForPreCross, cross_enforcement.ExpirePreCross)
may(BENCH, cross_enforcement.ResolvePreCross, cross_enforcement.ReferToCross, cross_enforcement.ReportCrossProgress)
may(DESK, cross_enforcement.HandOverFile, cross_enforcement.ReturnCross, cross_enforcement.AcceptCross)
may(FIELD, assistance.RequestAssistance, assistance.AcceptAssistance, assistance.PerformAssistance)
may(FIELD, assistance.ReturnAssistance)
may(MACHINE, hotline.ReceiveCall)
may((Post.CLERK, *BENCH), hotline.DispatchOfficers)
may(FIELD, hotline.ReportDispatch)

# 移送破产
may(DESK, bankruptcy.RegisterDebtor, bankruptcy.LinkCase, bankruptcy.RecordBankruptcyConsent)
may(BENCH, bankruptcy.FindInsolvency)
may(RULING, bankruptcy.DecideBankruptcyHandover)
may(DESK, bankruptcy.SendMaterials, bankruptcy.RecordBankruptcyAccepted, bankruptcy.RecordBankruptcyNotAccepted)
may(DESK, bankruptcy.RecordBankruptcyDeclared, bankruptcy.HandOverProperty)
may((Post.SYSTEM,), bankruptcy.SuspendForBankruptcy, bankruptcy.ResumeAfterBankruptcy)
may((Post.SYSTEM,), bankruptcy.EndByBankruptcy, bankruptcy.ReleaseForBankruptcy)

# A request to recuse stops the officer's work but for what cannot wait (民事诉讼法第四十八条, K-high).
URGENT = (control.SealAsset, control.RenewSeal, control.ActivateQueuedMeasure)

# --- gates ---


def who_may(ask: CommandClass) -> tuple[Post, ...]:
    """The posts that may give a command; nobody where no row names it."""
    return MAY.get(ask, ())


@gate
def post_may_ask_for_it(case: Case, ask: Command, bench: Bench) -> None:
    """Default deny: the command stands in a row, and the actor holds one of its posts.

    Raises:
        NotAuthorised: who may.
    """
    posts = who_may(type(ask))
    if bench.actor.post in {post.code for post in posts}:
        return
    titles, held = COMMANDS[type(ask)], next((post for post in Post if post.code == bench.actor.post), None)
    zh, en = (held.zh, held.en) if held else (f"未知职务“{bench.actor.post}”", f"the unknown post {bench.actor.post!r}")
    raise NotAuthorised(
        f"{zh}无权办理“{titles.zh}”", f"{en} may not do this: {titles.en}",
        "、".join(post.zh for post in posts) or "职权表未列该事项，任何人不得办理",
        ", ".join(post.en for post in posts) or "no row of the table of authority names it, so nobody may",
    )  # fmt: skip


@gate
def officer_still_has_the_case(case: Case, ask: Command, bench: Bench) -> None:
    """A handler in whose place another was put, under the court in charge, acts no more.

    Raises:
        NotAuthorised: he was replaced.
    """
    if bench.actor.post != Post.HANDLER.code or not case.has(HandlerAssigned):
        return
    handlers = _handlers_here(case)
    if bench.actor.id in handlers and bench.actor.id != handlers[-1]:
        raise NotAuthorised(
            f"{bench.actor.id} 已不再承办本案，现由 {handlers[-1]} 承办", f"{bench.actor.id} no longer handles this case",
            f"由 {handlers[-1]} 办理，或者重新分案", f"{handlers[-1]} acts, or the case is assigned anew",
        )  # fmt: skip


def _handlers_here(case: Case) -> list[str]:
    """Everybody to whom the court in charge gave the case since it came there, in the order of the log."""
    handlers: list[str] = []
    court = ""
    for _, happened in sorted([*case._find(RoundOpened), *case._find(HandlerAssigned)], key=itemgetter(0)):
        if isinstance(happened, HandlerAssigned):
            handlers.append(happened.handler)
        elif isinstance(happened, RoundOpened) and happened.court != court:
            handlers, court = [], happened.court
    return handlers


@gate
def officer_is_not_recused(case: Case, ask: Command, bench: Bench) -> None:
    """Who was recused acts no more; who is asked to step aside takes urgent steps only until the decision.

    Raises:
        NotAuthorised: he was recused, or the decision is awaited.
    """
    officer = about_officer(case, bench.actor.id)
    if officer.has(OfficerRecused):
        raise NotAuthorised(
            f"{bench.actor.id} 已被决定回避，不得参与本案", f"{bench.actor.id} was recused from this case",
            "由其他人员办理", "another officer acts",
        )  # fmt: skip
    if recusal_is_asked(officer) and not isinstance(ask, URGENT):
        raise NotAuthorised(
            f"{bench.actor.id} 被申请回避，决定作出前暂停参与本案", f"{bench.actor.id} awaits the decision on a recusal",
            "先决定是否回避；需要采取紧急措施的除外", "decide on the recusal first; urgent measures excepted",
        )  # fmt: skip
