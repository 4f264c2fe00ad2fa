"""Publishing: when the period is over, once, with a receipt, by those who may."""

from datetime import date, timedelta

from casestream.procedures.figures import FiguresPublished, PublishedRow, PublishFigures
from casestream.testing import evolve, given

UNTIL = date(2025, 6, 30)
PUBLISH = PublishFigures(
    case="统计发布/一", on=UNTIL + timedelta(days=1), court="内0624", report="court", since=date(2025, 1, 1), until=UNTIL,
    by=("court",), measures=("received",), rows=(PublishedRow(group=("内0624",), numbers=(3,)),), definition="d",
    last_position=9, root="sha256:00", digest="e",
)  # fmt: skip


def test_figures_are_published_when_their_period_is_over() -> None:
    """period_is_over: the last day of the period is too early, the next day is not."""
    given().when(evolve(PUBLISH, on=UNTIL)).then_refused("period_is_over")
    given().when(PUBLISH).then(FiguresPublished)


def test_other_figures_for_the_same_period_are_refused_and_the_same_are_quiet() -> None:
    """figures_are_new"""
    given(PUBLISH).when(PUBLISH).then_nothing()
    given(PUBLISH).when(evolve(PUBLISH, last_position=12, root="sha256:01")).then_nothing()
    given(PUBLISH).when(evolve(PUBLISH, digest="f")).then_refused("figures_are_new")


def test_figures_without_a_receipt_are_refused() -> None:
    """figures_have_a_receipt"""
    given().when(evolve(PUBLISH, digest="")).then_refused("figures_have_a_receipt")
