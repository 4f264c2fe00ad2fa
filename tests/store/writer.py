"""What the tests of two and more processes run in a process of its own, on a docket's file.

A writer says what it has been told is safe, a message each, and begins only when it is told to, so that all begin at once.
"""

import time
from multiprocessing.connection import Connection

import casestream
from cases import applied, applying, envelope, filing, number
from casestream.docket import Docket
from casestream.kernel import Case
from casestream.kernel.errors import NumberTaken
from casestream.testing import CLERK


def append(docket: Docket, who: str, count: int, pipe: Connection) -> None:
    """One event to each of so many streams; each position is said when it has been acknowledged."""
    for index in range(count):
        (record,) = docket.log.append(Case(f"{who}-{index}"), [applied(claimed_fen=index)], envelope(f"{who}-{index}"))
        pipe.send((record.position, record.stream))


def file(docket: Docket, who: str, count: int, pipe: Connection) -> None:
    """So many cases under the numbers 1, 2, 3 …, which another process wants too."""
    for index in range(1, count + 1):
        docket.handle(applying(f"{who}-{index}"), CLERK)
        try:
            docket.handle(filing(f"{who}-{index}", under=index), CLERK)
        except NumberTaken:
            pipe.send(("taken", number(index)))
        else:
            pipe.send(("filed", number(index)))


def batch(docket: Docket, who: str, count: int, pipe: Connection) -> None:
    """So many applications in one batch that never ends."""
    with docket.batch():
        for index in range(count):
            docket.handle(applying(f"{who}-{index}"), CLERK)
        pipe.send(docket.log.last_position())
        time.sleep(600)


WORK = {"append": append, "file": file, "batch": batch}


def write(place: str, who: str, work: str, count: int, pipe: Connection, *, open_late: bool = False) -> None:
    """Open the docket, wait for the word, work. `open_late` waits first."""
    if open_late:
        pipe.send("ready")
        pipe.recv()
    with casestream.open(place) as docket:
        if not open_late:
            pipe.send("ready")
            pipe.recv()
        WORK[work](docket, who, count, pipe)
