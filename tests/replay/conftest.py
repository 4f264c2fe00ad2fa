"""What names the groups in words is said by scratch events here."""

from collections.abc import Iterator

import pytest

from casestream.kernel.projection import ATTRIBUTES

from .projections import SAID


@pytest.fixture(scope="module", autouse=True)
def _said() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for dimension, attribute in SAID.items():
            patch.setitem(ATTRIBUTES, dimension, attribute)
        yield
