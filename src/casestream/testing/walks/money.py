"""Walks through the money of a case: itemised claims with interest and fee, money nobody claimed yet, distributions.

No source says how often these occur, so every share here is assumed and small.
"""

from datetime import timedelta
from random import Random

from casestream.procedures.distribution import (
    AmendPlan,
    ApplyDistribution,
    Claim,
    EndDistribution,
    EscrowShare,
    MakePlan,
    NotifyObjection,
    NotifyOpposition,
    ObjectToPlan,
    OpposeObjection,
    PayShare,
    PlanChange,
    ServePlan,
    Share,
    SueOnPlan,
    shared,
)
from casestream.procedures.filing import PartyKind
from casestream.procedures.proceeds import (
    AccrueInterest,
    AgreeOrder,
    AllocateReceipt,
    ChargeCosts,
    ChargeFee,
    CheckPayee,
    ClaimMoney,
    ClaimPart,
    DeferralReason,
    DeferRelease,
    FixDelayPayment,
    Head,
    ItemiseClaim,
    OpenCaseAccount,
    PauseInterest,
    Rank,
    ReceiveProceeds,
    ReceiveUnclaimed,
    RecordDirectPayment,
    RedirectProceeds,
    ReleaseProceeds,
    ResumeInterest,
    Source,
    TransferFee,
    WaiveClaim,
    doubled_interest_fen,
    fee_fen,
)
from casestream.procedures.standstill import SuspensionReason
from casestream.procedures.suspension import LiftSuspension, Suspend
from casestream.testing.script import Script
from casestream.testing.walks import Walk

TERM_IS_OVER = 26  # fifteen days, and the longest holidays that may come at their end
INTEREST_FIRST = (
    Head.COSTS, Head.ORDINARY_INTEREST, Head.PRINCIPAL, Head.EARLIER_INTEREST, Head.DOUBLED_INTEREST, Head.DELAY_PAYMENT, Head.FEE,
)  # fmt: skip


def _received(script: Script, amount_fen: int, receipt: str) -> str:
    reference = f"{script.number} {receipt}"
    script.do(ReceiveProceeds, "clerk", amount_fen=amount_fen, source=Source.PERFORMANCE, receipt=reference)
    return reference


def _paid_out(script: Script, amount_fen: int, payee: str, voucher: str) -> None:
    script.do(CheckPayee, "clerk", payee=payee, open_debts_fen=0)
    script.do(ReleaseProceeds, amount_fen=amount_fen, payee=payee, voucher=f"{script.number} {voucher}")


def _settled_to_the_fen(script: Script, due_fen: int, direct_fen: int = 0) -> None:
    """What is due is paid, `direct_fen` of it to the creditor, and put to the heads; then the fee; the account is emptied."""
    if direct_fen:
        receipt = f"{script.number} 收条"
        script.do(RecordDirectPayment, "clerk", amount_fen=direct_fen, receipt=receipt)
        script.do(AllocateReceipt, reference=receipt)
    script.do(AllocateReceipt, reference=_received(script, due_fen - direct_fen, "本息"))
    script.do(ChargeFee, "clerk", enforced_fen=due_fen)
    fee = fee_fen(due_fen)
    script.do(AllocateReceipt, reference=_received(script, fee, "申请费"))
    script.do(TransferFee, "clerk", amount_fen=fee, voucher=f"{script.number} 缴库")
    script.after(5)
    _paid_out(script, due_fen - direct_fen, script.applicants[0].name, "本息")
    script.satisfied()


def walk_interest(script: Script, random: Random) -> None:
    """The claim is itemised with ordinary interest, which the parties agree is paid first; all of it comes in at once."""
    applied = script.applied
    ordinary_fen = applied.claimed_fen // 10
    part = ClaimPart(principal_fen=applied.claimed_fen - ordinary_fen, due_on=applied.performance_due)
    script.do(ItemiseClaim, parts=(part,), ordinary_interest_fen=ordinary_fen).do(AgreeOrder, order=INTEREST_FIRST)
    script.do(OpenCaseAccount, "clerk", account=f"{script.number} 账号")
    script.after(random.randrange(5, 20)).do(AccrueInterest, "clerk").after(random.randrange(5, 40))
    costs_fen = random.randrange(100_00, 3_000_00)
    script.do(ChargeCosts, what="模拟：评估", amount_fen=costs_fen, voucher=f"{script.number} 评估费")
    doubled = doubled_interest_fen([(part.due_on, part.principal_fen)], [], script.day)
    _settled_to_the_fen(script, applied.claimed_fen + doubled + costs_fen)


def walk_review(script: Script, random: Random) -> None:
    """A review of the basis stops the doubled part for a while; then a part of it is waived, and a payment for delay fixed."""
    applied = script.applied
    part = ClaimPart(principal_fen=applied.claimed_fen, due_on=applied.performance_due)
    script.do(ItemiseClaim, parts=(part,))
    script.after(2).do(Suspend, reason=SuspensionReason.OTHER, note="模拟：生效法律文书审查")
    script.do(PauseInterest, debtor_asked=False)
    since = script.day
    script.after(random.randrange(10, 40)).do(LiftSuspension, reason=SuspensionReason.OTHER, noticed=True)
    script.do(ResumeInterest)
    stopped = [(since, script.day)]
    script.after(random.randrange(3, 20)).do(AccrueInterest, "clerk")
    doubled = doubled_interest_fen([(part.due_on, part.principal_fen)], [], script.day, stopped)
    loss_fen = random.randrange(1_000, 100_000)
    script.do(FixDelayPayment, obligation="模拟：交付房屋", loss_fen=loss_fen, amount_fen=2 * loss_fen)
    waived = doubled // 2
    if waived:
        script.do(WaiveClaim, head=Head.DOUBLED_INTEREST, amount_fen=waived)
    _settled_to_the_fen(script, applied.claimed_fen + doubled - waived + 2 * loss_fen, loss_fen)


def walk_unclaimed(script: Script, random: Random) -> None:
    """The debtor pays without saying for which case; the money is claimed to it two days later, and paid out."""
    applied = script.applied
    slip = script.aside(Script(f"{script.number} 待认领", script.number, script.day, applicants=(), debtors=()))
    slip.after(random.randrange(2, 10))
    slip.do(ReceiveUnclaimed, "clerk", amount_fen=applied.claimed_fen, source=Source.PERFORMANCE, payer="模拟付款人")
    slip.after(2).do(ClaimMoney, "clerk", to_case=script.case)
    script.until(slip.day + timedelta(days=random.randrange(3, 25)))
    _paid_out(script, applied.claimed_fen, script.applicants[0].name, "认领款")
    script.satisfied()


def walk_redirected(script: Script, random: Random) -> None:
    """The payee turns out to be a debtor elsewhere: half the money goes to that case, the rest is paid."""
    applied = script.applied
    payee, half = script.applicants[0].name, max(1, applied.claimed_fen // 2)
    script.after(3)
    _received(script, applied.claimed_fen, "全款")
    script.after(random.randrange(3, 20)).do(CheckPayee, "clerk", payee=payee, open_debts_fen=half)
    script.do(
        RedirectProceeds, amount_fen=half, payee=payee, to_case=f"{script.number} 另案", voucher=f"{script.number} 划转"
    )  # fmt: skip
    if applied.claimed_fen > half:
        script.after(1)
        _paid_out(script, applied.claimed_fen - half, payee, "余款")
    script.satisfied()


class _Sharing:
    """One distribution in a case: the applicant, another creditor, and one with priority."""

    def __init__(self, script: Script) -> None:
        self.script, applied = script, script.applied
        self.debtor = script.debtors[0]
        self.own, self.other, self.bank = script.applicants[0].name, "模拟另案债权人", "模拟抵押权人"
        enterprise = self.debtor.kind is PartyKind.ENTERPRISE
        rank = Rank.SEALED if enterprise else Rank.ORDINARY
        self.claims = [
            *(Claim(each.name, applied.claimed_fen, rank, 1) for each in script.applicants),
            Claim(self.other, applied.claimed_fen // 2 + 100, rank, 2),
            Claim(self.bank, applied.claimed_fen // 10 + 1, Rank.PRIORITY, 1),
        ]
        self.money = applied.claimed_fen // 2 + 100
        self.shares = shared(self.money, self.claims)
        self.parties = [*self.shares, self.debtor.name]
        for claim in self.claims:
            script.do(
                ApplyDistribution, "clerk", creditor=claim.creditor, debtor=self.debtor.name, claim_fen=claim.fen,
                rank=claim.rank, place=claim.place, instrument="模拟执行依据", outside_bankruptcy=enterprise,
            )  # fmt: skip

    def plan(self) -> None:
        """Money comes in, the pay-out is deferred for the distribution, the plan is made and served on everybody."""
        reference = _received(self.script, self.money, "分配款")
        self.script.approved(DeferRelease, reason=DeferralReason.DISTRIBUTION)
        self.script.after(5).do(MakePlan, debtor=self.debtor.name, receipts=(reference,))
        for party in self.parties:
            self.script.do(ServePlan, "clerk", party=party)

    def object(self) -> int:
        """The other creditor objects to the applicant's share; everybody else is told. Gives the disputed amount."""
        disputed = max(1, self.shares[self.own] // 4)
        self.script.after(5).do(ObjectToPlan, "clerk", party=self.other, against=self.own, disputed_fen=disputed)
        self.script.after(2)
        for party in self.parties:
            if party != self.other:
                self.script.do(NotifyObjection, "clerk", party=party)
        return disputed

    def sue(self) -> None:
        """The applicant opposes, the other creditor sues, and what they dispute is kept back."""
        self.script.after(3).do(OpposeObjection, "clerk", party=self.own)
        self.script.after(1).do(NotifyOpposition, "clerk", party=self.other)
        self.script.after(5).do(SueOnPlan, "clerk", party=self.other).do(EscrowShare, party=self.other)

    def amend(self, disputed: int, change: PlanChange) -> None:
        """What was disputed goes from the applicant to the other creditor."""
        self.shares[self.own] -= disputed
        self.shares[self.other] += disputed
        shares = tuple(Share(creditor=creditor, fen=fen) for creditor, fen in self.shares.items())
        self.script.do(AmendPlan, party=self.other, change=change, shares=shares)

    def pay(self, voucher: str, less: dict[str, int]) -> None:
        """Each creditor's share, less what was paid or is kept back."""
        for creditor, share in self.shares.items():
            if share > less.get(creditor, 0):
                self.script.do(CheckPayee, "clerk", payee=creditor, open_debts_fen=0)
                self.script.do(
                    PayShare, creditor=creditor, amount_fen=share - less.get(creditor, 0),
                    voucher=f"{self.script.number} {creditor} {voucher}",
                )  # fmt: skip

    def end(self) -> None:
        """The distribution is over; the applicant withdraws for the rest."""
        self.script.do(EndDistribution).after(5).withdrawn()


def walk_distribution(script: Script, random: Random) -> None:
    """Nobody objects to the plan."""
    sharing = _Sharing(script)
    script.after(random.randrange(2, 10))
    sharing.plan()
    script.after(TERM_IS_OVER)
    sharing.pay("分配", {})
    sharing.end()


def walk_distribution_amended(script: Script, random: Random) -> None:
    """An objection that nobody is against changes the plan."""
    sharing = _Sharing(script)
    script.after(random.randrange(2, 10))
    sharing.plan()
    disputed = sharing.object()
    script.after(TERM_IS_OVER)
    sharing.amend(disputed, PlanChange.UNOPPOSED)
    sharing.pay("分配", {})
    sharing.end()


def walk_distribution_sued(script: Script, random: Random) -> None:
    """An objection is opposed and sued upon: the undisputed part is paid at once, the rest as the judgment says."""
    sharing = _Sharing(script)
    script.after(random.randrange(2, 10))
    sharing.plan()
    disputed = sharing.object()
    sharing.sue()
    script.after(TERM_IS_OVER)
    before = dict(sharing.shares) | {sharing.own: sharing.shares[sharing.own] - disputed}
    sharing.pay("分配", {sharing.own: disputed})
    script.after(random.randrange(20, 40))
    sharing.amend(disputed, PlanChange.JUDGMENT)
    sharing.pay("判后", before)
    sharing.end()


WALKS: tuple[Walk, ...] = (
    Walk("interest_and_fee", 0.03, walk_interest, whole=True),
    Walk("interest_paused_for_a_review", 0.005, walk_review, whole=True),
    Walk("unclaimed_money", 0.01, walk_unclaimed, whole=True),
    Walk("payee_is_a_debtor_elsewhere", 0.01, walk_redirected, whole=True),
    Walk("distribution", 0.01, walk_distribution, whole=True),
    Walk("distribution_amended", 0.003, walk_distribution_amended, whole=True),
    Walk("distribution_sued", 0.002, walk_distribution_sued, whole=True),
)
