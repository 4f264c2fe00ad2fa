"""casestream: the whole life of a court enforcement case as immutable events."""
