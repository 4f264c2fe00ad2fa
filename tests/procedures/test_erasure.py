"""Erasing a person's data: asked for, approved by two others, decided; or only stored while its retention runs."""

from datetime import date, timedelta

import pytest

from casestream.kernel import Actor, Command
from casestream.kernel.errors import BadRequest
from casestream.kernel.event import Corrected
from casestream.procedures.correction import AnnulRecord, CorrectRecord
from casestream.procedures.erasure import (
    ApproveErasure,
    DecideErasure,
    ErasureApproved,
    ErasureDecided,
    ErasureGround,
    ErasureRequested,
    ProcessingRestricted,
    RequestErasure,
    RestrictProcessing,
)
from casestream.procedures.posts import Post
from casestream.testing import evolve, given
from casestream.testing.scenario import CHIEF, CLERK, PRESIDENT

DAY = date(2025, 7, 21)
ASK = RequestErasure(
    case="删2025-1", on=DAY, person="吴海", ground=ErasureGround.RETENTION_EXPIRED, retain_until=DAY - timedelta(days=1)
)  # fmt: skip
YES = ApproveErasure(case=ASK.case, on=DAY)
ERASE = DecideErasure(case=ASK.case, on=DAY)
RESTRICT = RestrictProcessing(case=ASK.case, on=DAY)
ASKED = (ASK, CLERK)
BOTH = (ASKED, (YES, CHIEF), (YES, PRESIDENT))


def test_a_request_says_whom_it_is_about_why_and_until_when_the_data_is_retained() -> None:
    given().when(ASK, CLERK).then(
        ErasureRequested(
            on=DAY,
            person="吴海",
            ground=ErasureGround.RETENTION_EXPIRED,
            retain_until=ASK.retain_until,
            requester=CLERK.id,
        )
    )


def test_the_same_request_is_quiet_and_another_under_its_number_is_refused() -> None:
    given(ASKED).when(ASK, CLERK).then_nothing()
    given(ASKED).when(evolve(ASK, person="李江"), CLERK).then_refused("erasure_is_asked_once")


def test_a_request_about_nobody_is_no_request() -> None:
    with pytest.raises(BadRequest):
        given().when(evolve(ASK, person=" "), CLERK)


def test_nothing_is_approved_restricted_or_erased_that_nobody_asked_for() -> None:
    given().when(YES, CHIEF).then_refused("erasure_was_asked")
    given().when(ERASE, CLERK).then_refused("erasure_was_asked")
    given().when(RESTRICT, CLERK).then_refused("erasure_was_asked", "retention_still_runs")


def test_two_people_approve_and_a_third_decides() -> None:
    given(ASKED).when(YES, CHIEF).then(
        ErasureApproved(on=DAY, person="吴海", approver=CHIEF.id, post=Post.CHIEF)
    )  # fmt: skip
    decided = given(*BOTH).when(ERASE, CLERK).then(ErasureDecided).events[0]
    assert isinstance(decided, ErasureDecided)
    assert decided.person == "吴海"
    assert "个人信息保护法第四十七条第二款" in decided.relied_on
    given(*BOTH, (ERASE, CLERK)).when(ERASE, CLERK).then_nothing()


def test_one_approval_is_not_enough_and_the_same_voice_twice_is_one() -> None:
    given(ASKED).when(ERASE, CLERK).then_refused("two_people_approved_the_erasure")
    given(ASKED, (YES, CHIEF)).when(ERASE, CLERK).then_refused("two_people_approved_the_erasure")
    given(ASKED, (YES, CHIEF)).when(YES, CHIEF).then_nothing()
    other_post = Actor(CHIEF.id, CHIEF.court, "president")
    given(ASKED, (YES, CHIEF)).when(YES, other_post).then_nothing()


def test_who_asked_does_not_approve_and_who_approved_does_not_decide() -> None:
    asked_by_the_chief = (ASK, CHIEF)
    given(asked_by_the_chief).when(YES, CHIEF).then_not_authorised()
    given(*BOTH).when(ERASE, CHIEF).then_not_authorised()


@pytest.mark.parametrize("post", [Post.CLERK, Post.HANDLER, Post.BAILIFF, Post.PANEL, Post.SYSTEM])
def test_only_the_head_of_the_bureau_the_president_and_the_committee_approve(post: Post) -> None:
    given(ASKED).when(YES, Actor("someone", CLERK.court, post.code)).then_not_authorised()


@pytest.mark.parametrize(("left", "erased"), [(-1, True), (0, False), (1, False)])
def test_until_the_last_day_of_retention_it_is_only_stored_and_from_the_next_day_erased(
    left: int, erased: bool
) -> None:
    ask = evolve(ASK, retain_until=DAY + timedelta(days=left))
    past = ((ask, CLERK), (YES, CHIEF), (YES, PRESIDENT))
    if erased:
        given(*past).when(ERASE, CLERK).then(ErasureDecided)
        given(*past).when(RESTRICT, CLERK).then_refused("retention_still_runs")
        return
    given(*past).when(ERASE, CLERK).then_refused("retention_has_ended")
    restricted = given(*past).when(RESTRICT, CLERK).then(ProcessingRestricted).events[0]
    assert isinstance(restricted, ProcessingRestricted)
    assert (restricted.person, restricted.until) == ("吴海", ask.retain_until)
    given(*past, (RESTRICT, CLERK)).when(RESTRICT, CLERK).then_nothing()


@pytest.mark.parametrize(
    "restate",
    [
        CorrectRecord(
            case=ASK.case, on=DAY, of=2, reason="误记",
            event=ErasureApproved(on=DAY, person="吴海", approver="wang", post=Post.CHIEF),
        ),
        AnnulRecord(case=ASK.case, on=DAY, of=2, reason="误记"),
    ],
)  # fmt: skip
def test_nothing_in_a_request_is_restated_so_that_nobody_gives_his_voice_to_another(restate: Command) -> None:
    with pytest.raises(BadRequest) as refused:
        given(ASKED, (YES, CHIEF)).when(restate, CHIEF)
    assert "另行编号申请" in str(refused.value)


def test_a_request_that_is_corrected_to_another_person_has_no_approvals() -> None:
    requested = given(ASKED).case.last_event(ErasureRequested)
    assert requested is not None
    corrected = Corrected(on=DAY, of=1, event=evolve(requested, person="李江"), reason="登记有误")
    given(*BOTH, corrected).when(ERASE, CLERK).then_refused("two_people_approved_the_erasure")
