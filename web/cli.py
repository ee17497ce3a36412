"""`sunmatch`: the one edge that composes all layers. Commands lie in `web/commands`, one noun a file."""

import errno
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy.exc import ArgumentError, OperationalError

from models import migrate
from models.db import Database, Nudge
from models.sealed import CannotUnseal, load_key_ring, use_key_ring
from services.errors import NotAllowed, Refusal, RuleRefusal, Several
from services.logs import write_logs
from services.settings import SettingRefused, Settings, read_settings
from services.users import ensure_local_operator
from web.commands.office import Parts, office
from web.commands.program import REFUSED, WRONG, Ended, Program
from workers.servers import ServerError, running

if TYPE_CHECKING:
    from flask import Flask

COMMANDS = {
    "audit": "audit:audit",
    "bases": "bases:bases",
    "classes": "classes:classes",
    "complaints": "complaints:complaints_command",
    "db": "databases:db",
    "demo": "demos:demo_command",
    "displace": "displacements:displace_command",
    "displacements": "displacements:displacements",
    "docs": "documents:docs",
    "employers": "employers:employers",
    "enrolments": "enrolments:enrolments",
    "import": "imports:import_command",
    "imports": "imports:imports",
    "keys": "keys:keys",
    "labourers": "labourers:labourers",
    "link": "links:link_command",
    "messages": "messages:messages",
    "offers": "offers:offers",
    "openings": "lists:openings_command",
    "orders": "orders:orders",
    "permissions": "documents:permissions_command",
    "placements": "placements:placements",
    "plan": "plans:plan_command",
    "rank": "lists:rank_command",
    "replay": "lists:replay_command",
    "serve": "servers:serve_command",
    "settings": "documents:settings_command",
    "sweep": "servers:sweep_command",
    "systems": "systems:systems",
    "twins": "twins:twins",
    "users": "users:users",
    "webhooks": "webhooks:webhooks",
    "weights": "weights:weights",
    "why": "lists:why_command",
    "worker": "servers:worker_command",
    "world": "worlds:world_command",
}


class Sunmatch(Program):
    """Ends a refused command with its sentence on standard error and the exit code of its kind."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (Refusal, Several) as refusal:
            kind = REFUSED if isinstance(refusal, RuleRefusal | NotAllowed) else WRONG
            raise Ended(_said(refusal), kind) from None
        except (SettingRefused, CannotUnseal) as error:
            raise Ended(str(error), WRONG) from None
        except ServerError as error:
            raise Ended(str(error), REFUSED) from None
        except (OperationalError, ArgumentError) as error:
            reason = getattr(error, "orig", None) or error
            raise Ended(f"The database cannot be used: {reason}", WRONG) from None
        except OSError as error:
            if error.errno == errno.EPIPE or error.filename is None:
                raise
            raise Ended(f"{error.filename} cannot be used: {error.strerror}", WRONG) from None


def _said(refusal: Refusal | Several) -> str:
    from web.errors import in_language, refusals_of, sentence

    with in_language(office().language):
        return "\n".join(sentence(each) for each in refusals_of(refusal))


def open_database(settings: Settings) -> Database:
    """The database of the settings, with its keys in use and its nudges sent where a queue is."""
    use_key_ring(load_key_ring(settings.key_ring), settings.key_ring)
    return Database(settings.database, send=sender(settings))


def sender(settings: Settings) -> Callable[[Sequence[Nudge]], None]:
    """Sends nudges to the queue of the settings, else to the embedded one while it runs; else the sweep finds them."""

    def send(nudges: Sequence[Nudge]) -> None:
        url = settings.redis_url or running(settings.home / "valkey")
        if url:
            from workers.queue import Queue, connect

            Queue(connect(url)).send(nudges)

    return send


def jobs_reader(settings: Settings) -> Callable[[], Sequence[Any] | None]:
    """Reads the failed jobs of the queue in use; None when it cannot be reached."""

    def read() -> Sequence[Any] | None:
        from redis.exceptions import RedisError

        from workers.queue import failed_jobs

        url = settings.redis_url or running(settings.home / "valkey")
        try:
            return failed_jobs(url) if url else None
        except RedisError:
            return None

    return read


def prepare(database: Database) -> None:
    """Tables of this version, reference data and the local operator; again brings only what changed."""
    from fixtures.load_reference import load_reference

    migrate.upgrade(database.engine)
    with database.writing() as session:
        load_reference(session)
        ensure_local_operator(session, at=datetime.now(UTC))


def load_demo(
    database: Database, settings: Settings, labourers: int | None, progress: Callable[[int, int], None]
) -> list[dict[str, Any]]:
    """The demo world, entered unless it is there; its accounts, one a role."""
    from fixtures.worlds.sandu import load_sandu

    size = {"labourers": labourers} if labourers else {}
    world = load_sandu(database, home=settings.home, now=lambda: datetime.now(UTC), progress=progress, **size)
    return [asdict(account) for account in world.accounts]


def fill_world(database: Database, **size: Any) -> dict[str, Any]:
    """A believable world of that size into an empty database; its counts."""
    from fixtures.worlds.crowd.world import fill_world

    return asdict(fill_world(database, at=datetime.now(UTC), **size))


def load_county(database: Database, settings: Settings, name: str, **size: Any) -> dict[str, Any]:
    """One of the counties of the documents into a database; its counts."""
    from fixtures.worlds.counties import load_county

    return load_county(database, name, home=settings.home, now=lambda: datetime.now(UTC), **size)


def run_worker(url: str) -> None:
    from workers.worker import run_worker

    run_worker(url)


def sweep(database: Database, url: str, at: datetime) -> int:
    from workers.queue import Queue, connect
    from workers.worker import sweep_once

    return sweep_once(database, Queue(connect(url)), at=at)


def application() -> "Flask":
    """The pages, for gunicorn: `web.cli:application()`."""
    from web.app import create_app
    from web.commands.demos import demo_accounts

    settings = read_settings(os.environ)
    write_logs(settings, "pages")
    ring = load_key_ring(settings.key_ring)
    app = create_app(settings, open_database(settings), ring, failed_jobs=jobs_reader(settings))
    app.config.update(DEMO_ACCOUNTS=demo_accounts(settings.home, settings.database))
    return app


@click.group(cls=Sunmatch, late=COMMANDS)
@click.pass_context
def sunmatch(context: click.Context) -> None:
    """Match rural labourers to the training and the job that fit them."""
    context.obj = Parts(open_database, prepare, load_demo, fill_world, load_county, run_worker, sweep)


def main() -> None:
    """The program `sunmatch`."""
    sunmatch(prog_name="sunmatch")


if __name__ == "__main__":
    main()
