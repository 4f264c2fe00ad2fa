"""One docket of lives for all exports."""

from collections.abc import Iterator

import pytest

from casestream.docket import Docket
from exporting.lives import lives


@pytest.fixture(scope="session")
def docket_of_lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Docket]:
    """Two dozen lives, real names, corrections; no test changes it."""
    with lives(tmp_path_factory.mktemp("lives") / "court.db") as docket:
        yield docket
