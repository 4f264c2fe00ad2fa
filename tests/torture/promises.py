"""The promises, in the order of the table."""

from torture import (
    commits,
    cost,
    crashes,
    crowd,
    disk_errors,
    erasure,
    hostile,
    kill,
    power,
    projections,
    tail,
    tampering,
    trees,
)
from torture.promise import Promise

PROMISES = (
    Promise("kill", "kill -9 while appending: nothing acknowledged is lost, no batch is partial", kill.measure),
    Promise("power", "power cut: nothing acknowledged is lost, no batch is partial", power.measure),
    Promise(
        "disk", "n-th I/O error and disk full: a typed error or a whole batch, and it goes on", disk_errors.measure
    ),
    Promise("crowd", "8 processes on one file: every position once, nobody refused, nobody waits long", crowd.measure),
    Promise("projections", "kill -9 of followers: a live view counts every record once", projections.measure),
    Promise(
        "followers",
        "PostgreSQL, kill -9 of followers: a live view counts every record once",
        projections.measure_on_server,
    ),
    Promise("tail", "PostgreSQL, 8 writers: who reads behind them misses nothing and sees nothing twice", tail.measure),
    Promise(
        "commits",
        "PostgreSQL, backends ended and wires cut at the commit: no false conflict, nothing double, nothing lost",
        commits.measure,
    ),
    Promise("crashes", "PostgreSQL crashes while appending: nothing acknowledged is lost", crashes.measure),
    Promise("tampering", "what is altered, in a row or in the file, is found", tampering.measure),
    Promise("trees", "Merkle roots and proofs are those of the standard, and no others hold", trees.measure),
    Promise("cost", "the proof costs at most 15 % of an append", cost.measure),
    Promise(
        "hostile", "hostile bytes into codec, importer, notes, keys and evidence: only declared errors", hostile.measure
    ),
    Promise("erasure", "of who is erased nothing is left, and what was signed before still holds", erasure.measure),
)
