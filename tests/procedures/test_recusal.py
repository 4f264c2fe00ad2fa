"""Recusal: asked for, decided by whom in three days, and what the officer may do meanwhile and afterwards."""

from datetime import date
from random import Random

import pytest
from paths import BASIS, DEBTOR, FILED, path_to_filing

from casestream.kernel import Actor
from casestream.kernel.errors import BadRequest
from casestream.procedures.asset_search import AssetClass, RecordAsset
from casestream.procedures.coercion import ImposeFine
from casestream.procedures.control import AssetSealed, Measure, SealAsset
from casestream.procedures.filing import AssignHandler, Party
from casestream.procedures.notice import IssueNotice
from casestream.procedures.posts import Post
from casestream.procedures.recusal import (
    GROUNDS,
    AskForRecusal,
    DecideRecusal,
    OfficerRecused,
    RecusalDenied,
    RecusalGround,
    RecusalRequested,
)
from casestream.testing import CLERK, JUDGE, PANEL, PRESIDENT, evolve, given
from casestream.testing.scenario import CHIEF, COURT, Given, approved
from casestream.testing.script import Script
from casestream.testing.walks.recusal import WALKS

ON = date(2024, 3, 4)
COMMITTEE = Actor("committee-1", COURT, "committee")
ASK = AskForRecusal(case=BASIS, on=ON, officer=JUDGE.id, post=Post.HANDLER, ground=RecusalGround.INTEREST)
GRANT = DecideRecusal(case=BASIS, on=ON, officer=JUDGE.id, granted=True)
DENY = evolve(GRANT, granted=False)
FINE = ImposeFine(case=BASIS, on=ON, debtor=DEBTOR, amount_fen=1_000_00, act="抗拒执行")
NOTICE = IssueNotice(case=BASIS, on=ON, debtor=DEBTOR, perform_by=date(2024, 3, 15))


def asked(post: Post = Post.HANDLER) -> Given:
    """Of an officer whom the case does not know in another post."""
    before = path_to_filing() if post is Post.HANDLER else path_to_filing()[:-1]
    return given(*before, (evolve(ASK, post=post), CLERK))


def test_a_recusal_is_asked_for_once_and_decided_in_three_days() -> None:
    (event,) = given(*path_to_filing()).when(ASK, CLERK).then(RecusalRequested).events
    assert isinstance(event, RecusalRequested)
    assert event.decide_by == date(2024, 3, 7)
    assert not event.by_himself
    asked().when(ASK, CLERK).then_nothing()
    given().when(ASK, CLERK).then_refused("case_is_in_hand")
    (own,) = given(*path_to_filing()).when(ASK, JUDGE).events
    assert isinstance(own, RecusalRequested)
    assert own.by_himself


@pytest.mark.parametrize(("on", "overdue"), [(date(2024, 3, 6), 0), (date(2024, 3, 7), 0), (date(2024, 3, 8), 1)])
def test_a_decision_after_the_third_day_is_recorded_as_late(on: date, overdue: int) -> None:
    case = asked().also((evolve(GRANT, on=on), PRESIDENT)).case
    request, decision = case.last_event(RecusalRequested), case.last_event(OfficerRecused)
    assert request
    assert decision
    assert max(0, (decision.on - request.decide_by).days) == overdue


@pytest.mark.parametrize(
    ("post", "deciders"),
    [
        (Post.PRESIDENT, {COMMITTEE}),
        (Post.HANDLER, {PRESIDENT}),
        (Post.CHIEF, {PRESIDENT}),
        (Post.PANEL, {PRESIDENT}),
        (Post.CLERK, {PRESIDENT, PANEL}),
        (Post.BAILIFF, {PRESIDENT, PANEL}),
    ],
)
def test_each_post_has_its_own_decider(post: Post, deciders: set[Actor]) -> None:
    for actor in (COMMITTEE, PRESIDENT, PANEL):
        for step, event in ((GRANT, OfficerRecused), (DENY, RecusalDenied)):
            outcome = asked(post).when(step, actor)
            if actor in deciders:
                outcome.then(event)
            else:
                outcome.then_refused("decider_has_the_power")
    for actor in (JUDGE, CLERK, CHIEF):
        asked(post).when(GRANT, actor).then_not_authorised()


def test_nothing_is_decided_that_nobody_asked_and_nothing_twice() -> None:
    given(*path_to_filing()).when(GRANT, PRESIDENT).then_refused("recusal_was_requested")
    denied = asked().also((DENY, PRESIDENT))
    denied.when(DENY, PRESIDENT).then_nothing()
    denied.when(GRANT, PRESIDENT).then_refused("recusal_was_requested")
    denied.when(ASK, CLERK).then_nothing()
    denied.also((evolve(ASK, on=date(2024, 3, 5)), CLERK)).when(GRANT, PRESIDENT).then(OfficerRecused)
    granted = asked().also((GRANT, PRESIDENT))
    granted.when(GRANT, PRESIDENT).then_nothing()
    granted.when(evolve(ASK, on=date(2024, 3, 5)), CLERK).then_nothing()


def test_the_post_is_that_in_which_the_case_knows_the_officer() -> None:
    case = given(*path_to_filing(), approved(FINE))
    for officer, post in ((JUDGE.id, Post.CLERK), (PRESIDENT.id, Post.HANDLER), (PRESIDENT.id, Post.BAILIFF)):
        with pytest.raises(BadRequest):  # The panel would decide on a judge, the president on himself.
            case.when(evolve(ASK, officer=officer, post=post), CLERK)
    case.when(evolve(ASK, officer=PRESIDENT.id, post=Post.PRESIDENT), CLERK).then(RecusalRequested)
    case.when(evolve(ASK, officer="clerk-7", post=Post.CLERK), CLERK).then(RecusalRequested)


def test_who_was_recused_takes_no_further_step_in_any_post() -> None:
    granted = asked().also((GRANT, PRESIDENT))
    for post in ("handler", "chief", "clerk"):
        granted.when(NOTICE, Actor(JUDGE.id, COURT, post)).then_not_authorised()
    granted.also(AssignHandler(case=BASIS, on=NOTICE.on, handler="judge-2"))
    assert granted.when(NOTICE, Actor("judge-2", COURT, "handler")).refusal is None
    assert asked().also((DENY, PRESIDENT)).when(NOTICE, JUDGE).refusal is None


def test_until_the_decision_only_urgent_steps_are_taken() -> None:
    asset = RecordAsset(
        case=BASIS, on=ON, asset="账户一", debtor=DEBTOR, asset_class=AssetClass.DEPOSIT, value_fen=100
    )  # fmt: skip
    seal = SealAsset(case=BASIS, on=ON, asset="账户一", measure=Measure.FREEZE, expires_on=date(2025, 3, 3))
    waiting = given(*path_to_filing(), NOTICE, asset, (ASK, CLERK))
    waiting.when(evolve(NOTICE, on=date(2024, 3, 5)), JUDGE).then_not_authorised()
    waiting.when(seal, JUDGE).then(AssetSealed)
    waiting.also((GRANT, PRESIDENT)).when(seal, JUDGE).then_not_authorised()


def test_the_articles_are_those_of_their_day() -> None:
    assert FILED < ON
    assert GROUNDS.on(date(2021, 12, 31)).endswith("第四十四条")
    assert GROUNDS.on(date(2022, 1, 1)).endswith("第四十七条")


def test_the_walk_is_lawful_and_tells_every_event() -> None:
    for seed in range(5):
        script = Script(
            BASIS, "（2024）内0624执88号", ON, applicants=(Party(name="邬某某"),), debtors=(Party(name=DEBTOR),)
        )
        (walk,) = WALKS
        walk.play(script, Random(seed))
        case = given(*path_to_filing(), *script.steps).case
        assert {RecusalRequested, OfficerRecused, RecusalDenied} <= set(case.kinds)
