"""Where a path lies: a file system over the network does not keep SQLite's promises."""

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
# Locks and shared memory of a log written ahead do not reach from one machine to another (sqlite.org/wal.html).
OVER_NETWORK = re.compile(
    r"nfs\d?|cifs|smb\w*|afs|ncpfs|ceph|lustre|gpfs|fuse\.(sshfs|glusterfs|ceph\S*|s3fs|rclone|davfs2?)"
)


def network_type(path: Path, mounts: Path = MOUNTS) -> str:
    """The type of the network file system in which a path lies; '' if it is local, or the system does not tell."""
    try:
        told = mounts.read_text(encoding="utf-8")
        real = path.resolve()
    except (OSError, ValueError):  # No Linux, or no path at all, which is told by who opens it.
        return ""
    kind, deepest = "", -1
    for line in told.splitlines():
        before, _, after = line.partition(" - ")
        point = Path(_unescaped(before.split()[4]))
        if real.is_relative_to(point) and len(point.parts) >= deepest:  # Of two in one place the later lies above.
            kind, deepest = after.split()[0], len(point.parts)
    return kind if OVER_NETWORK.fullmatch(kind) else ""


def _unescaped(point: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), point)
