"""Single bits changed at random, in rows and in the file: found and located, or harmless; the whole is in `make torture`."""

from collections import Counter
from pathlib import Path

import pytest

from audit.dockets import a_docket
from audit.flips import flipped_bytes, flipped_names, flipped_rows


@pytest.fixture
def small(place: Path) -> Path:
    """Ten cases, sixty records."""
    return a_docket(place, cases=10, signed_after=(5,)).place


def test_every_bit_of_a_row_is_found_at_its_record(small: Path) -> None:
    missed = [what for what, is_found in flipped_rows(small, 300, seed=1) if not is_found]
    assert missed == []


def test_every_bit_of_a_name_is_found_at_every_record_that_bears_it(small: Path) -> None:
    missed = [what for what, is_found in flipped_names(small, 40, seed=2) if not is_found]
    assert missed == []


def test_no_bit_of_the_file_changes_a_record_unseen(small: Path) -> None:
    came_of_it = Counter(told for _, told in flipped_bytes(small, 60, seed=3))
    assert came_of_it["missed"] == 0
    assert came_of_it["found"] > 0
