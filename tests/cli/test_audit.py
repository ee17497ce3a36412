"""`sunmatch audit verify`, as outside checks call it."""

from sqlalchemy import select, update

from models.audit_entry import AuditEntry
from models.db import Database
from tests.cli.conftest import Ask, Run
from tests.guards import lift_guards


def test_the_log_is_whole_until_somebody_changes_it(ask: Ask, run: Run, database: Database) -> None:
    assert ask("audit", "verify") == {"entries": 0, "ok": True, "first_bad": None}
    for login in ("wang", "li", "zhao"):
        ask("users", "add", login, "--role", "auditor")
    assert ask("audit", "verify") == {"entries": 3, "ok": True, "first_bad": None}
    with database.writing() as session:
        lift_guards(session)
        second = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).all()[1]
        session.execute(update(AuditEntry).where(AuditEntry.id == second).values(detail="finance"))
    assert ask("audit", "verify") == {"entries": 3, "ok": False, "first_bad": second}


def test_who_may_not_audit_is_refused_and_an_odd_head_is_wrong_usage(ask: Ask, run: Run) -> None:
    ask("users", "add", "wang", "--role", "county", "--division", "三都县")
    assert run("audit", "verify", "--as", "wang").exit_code == 1
    assert run("audit", "verify", "--head", "x").exit_code == 2
    assert not ask("audit", "verify", "--head", f"1:{'0' * 64}")["ok"]
