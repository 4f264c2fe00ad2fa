"""What the tests of a docket that may only be read run in a process of its own: nothing is forbidden to the superuser."""

import os
from multiprocessing.connection import Connection
from tempfile import TemporaryDirectory
from typing import Any

import casestream
from casestream.docket import Docket
from casestream.kernel.errors import CasestreamError
from casestream.replay import source

from .logs import CORPUS, write
from .projections import RULES
from .test_spark import PLAIN

NOBODY = 65534


def replays(place: str, pipe: Connection) -> None:
    """As somebody without rights: what resumable replays and a judgement come to, and how sealing is refused."""
    source.CHUNK_RECORDS, source.TAIL_RECORDS = 10, 5
    with TemporaryDirectory() as folder, casestream.open(f"{folder}/court.db") as docket:
        write(docket.log, CORPUS["all of them interleaved"])  # Whatever is imported on the way is imported now: later
        docket.seal()  # not even that is allowed.
        asked(docket)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    with casestream.open(place, create=False) as docket:
        for answer in asked(docket):
            pipe.send(answer)
        try:
            docket.seal()
        except CasestreamError as error:
            pipe.send(error.message("en"))


def asked(docket: Docket) -> list[Any]:
    """For each engine the digest of a replay, and where a rule did not hold."""
    found: list[Any] = []
    for engine in ("rows", "columns"):
        found.append(docket.replay(PLAIN, engine=engine, resumable=True).digest())
        found.append([each.position for each in docket.recheck(RULES[0], engine=engine)])
    return found
