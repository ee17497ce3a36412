"""Who may do what, printed from the table."""

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import COUNTYWIDE, PERMISSIONS
from services.second_factor import needs_factor
from services.users import ROLES
from web.formats import comma
from web.routes import page
from web.words import label


@page("/admin/permissions", action="permissions.read")
def permissions(session: Session) -> ResponseReturnValue:
    roles = list(dict.fromkeys(role for scopes in PERMISSIONS.values() for role in scopes))
    guarded = comma().join(label("role", role) for role in ROLES if needs_factor(role))
    return render_template(
        "permissions.html", roles=roles, table=PERMISSIONS, countywide=COUNTYWIDE, factor_roles=guarded
    )
