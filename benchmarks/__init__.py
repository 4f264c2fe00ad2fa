"""Pairs measured in one run: casestream against the stock library `eventsourcing` doing the same work."""
