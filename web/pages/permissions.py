"""Who may do what, printed from the table."""

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import COUNTYWIDE, PERMISSIONS
from web.routes import page


@page("/admin/permissions", action="permissions.read")
def permissions(session: Session) -> ResponseReturnValue:
    roles = list(dict.fromkeys(role for scopes in PERMISSIONS.values() for role in scopes))
    return render_template("permissions.html", roles=roles, table=PERMISSIONS, countywide=COUNTYWIDE)
