"""What the law says: one file a procedure, in the order in which a case meets them.

Each file reads: law, events, state, conditions, decisions, counts. A file imports only procedures that come earlier in
a case's life, so the import order *is* the lifecycle (`.importlinter` in `pyproject.toml` keeps it). Importing this
package registers every procedure.
"""
