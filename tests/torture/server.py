"""A PostgreSQL server to be maltreated."""

from collections.abc import Iterator
from contextlib import contextmanager

from cluster import Cluster, binaries
from places import query
from torture import batches
from torture.promise import NotMeasured


@contextmanager
def server() -> Iterator[Cluster]:
    """A server of its own.

    Raises:
        NotMeasured: there are no programs for one.
    """
    programs = binaries()
    if programs is None:
        raise NotMeasured("no PostgreSQL server is installed")
    with Cluster(programs) as cluster:
        yield cluster


def is_whole(place: str, acknowledged: set[int]) -> str:
    """What is wrong with the batches of a docket, '' where nothing is: each whole and once, all that were acknowledged there."""
    kept = batches.found(place)
    ((count, last, answers),) = query(
        place, "SELECT count(*), coalesce(max(position), 0), (SELECT count(*) FROM commands) FROM events"
    )
    wrong = []
    if lost := acknowledged - set(kept):
        wrong.append(f"{len(lost)} LOST")
    if partial := batches.partial(kept):
        wrong.append(f"{len(partial)} PARTIAL OR DOUBLE")
    if count != last or answers != 2 * len(kept):
        wrong.append("GAPS")
    return ", ".join(wrong)
