"""What names the groups in words is said by scratch events here."""

import pytest

from casestream.kernel.projection import ATTRIBUTES

from .projections import SAID


@pytest.fixture(autouse=True)
def _said(monkeypatch: pytest.MonkeyPatch) -> None:
    for dimension, attribute in SAID.items():
        monkeypatch.setitem(ATTRIBUTES, dimension, attribute)
