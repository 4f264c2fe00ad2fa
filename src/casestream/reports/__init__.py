"""Show it."""

REPORTS = {}


def report(log, name, **scope):
    return None
