"""What the tests of a docket that may only be read run in a process of its own: nothing is forbidden to the superuser."""

import os
from multiprocessing.connection import Connection

import casestream
import casestream.docket  # Before the rights are given up: who may read nothing cannot import either.
from cases import applying, basis
from casestream.kernel.errors import CasestreamError
from casestream.testing import CLERK

NOBODY = 65534


def read(place: str, pipe: Connection) -> None:
    """As somebody without rights: what the docket says when it is read, and how it refuses to be written."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        with casestream.open(place, create=False) as docket:
            pipe.send((docket.log.last_position(), docket.case(basis(1)).version, len(docket.report("court").rows)))
            docket.handle(applying(2), CLERK)
    except CasestreamError as error:
        pipe.send((type(error).__name__, error.message("en")))
