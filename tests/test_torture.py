"""The short version of what `make torture` measures: each promise is kept, and the known-bad configuration breaks it."""

import pytest

from torture.promise import NotMeasured, Promise, Scale
from torture.promises import PROMISES


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.name)
def test_what_is_promised_is_kept_and_the_test_of_it_can_fail(promise: Promise) -> None:
    try:
        outcome = promise.measure(Scale.SHORT)
    except NotMeasured as reason:
        pytest.skip(f"NOT MEASURED, {promise.says}: {reason}")
    assert outcome.kept, outcome.figure
    assert outcome.control_failed, outcome.control
