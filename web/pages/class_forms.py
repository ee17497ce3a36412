"""Planning a class and changing a planned one: one plain form, input kept when something is refused."""

from collections.abc import Mapping, Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.class_texts import class_texts, read_class_form
from services.classes import TrainingClass, amend_class, find_class, hold_class, plan_class
from services.errors import Refusal, RuleRefusal
from services.training_bases import list_bases
from services.words import vocabulary
from web.formats import now
from web.routes import page


@page("/classes/new", action="classes.declare")
def class_form(session: Session, refusals: Sequence[Refusal] = ()) -> str:
    return _show(session, request.form, refusals, url_for("class_plan"))


@page("/classes/new", action="classes.declare", methods=["POST"], again=class_form)
def class_plan(session: Session) -> ResponseReturnValue:
    draft = read_class_form(session, request.form, actor=g.actor)
    taught = plan_class(session, draft, actor=g.actor, at=now())
    return redirect(url_for("training_class", public_id=taught.public_id), 303)


@page("/classes/<public_id>/edit", action="classes.declare")
def class_edit_form(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    taught = find_class(session, public_id, actor=g.actor, right="classes.declare")
    fields = request.form if request.method == "POST" else class_texts(session, taught)
    seen = any(each.code == "class_saved_meanwhile" for each in refusals)
    version = str(taught.version) if seen else fields.get("version", str(taught.version))
    return _show(session, fields, refusals, url_for("class_edit", public_id=public_id), taught, version)


@page("/classes/<public_id>/edit", action="classes.declare", methods=["POST"], again=class_edit_form)
def class_edit(session: Session, public_id: str) -> ResponseReturnValue:
    hold_class(session, public_id)
    taught = find_class(session, public_id, actor=g.actor, right="classes.declare")
    if request.form.get("version", str(taught.version)) != str(taught.version):
        raise RuleRefusal("class_saved_meanwhile", field="class_title")
    draft = read_class_form(session, request.form, actor=g.actor)
    amend_class(session, public_id, draft, actor=g.actor, at=now())
    return redirect(url_for("training_class", public_id=public_id), 303)


def _show(
    session: Session,
    fields: Mapping[str, str],
    refusals: Sequence[Refusal],
    address: str,
    taught: TrainingClass | None = None,
    version: str = "",
) -> str:
    bases = list_bases(session, actor=g.actor)
    return render_template(
        "classes/form.html",
        fields=fields,
        refusals=refusals,
        address=address,
        taught=taught,
        version=version,
        bases=[(base.public_id, base.name) for base in bases if base.state == "accredited"],
        occupations=sorted({each.occupation.name for base in bases for each in base.occupations}),
        words=vocabulary(session),
    )
