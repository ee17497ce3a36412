"""Training classes: listed, shown, and their steps from declared to accepted."""

from collections.abc import Callable
from functools import partial
from typing import Any

from services.classes import (
    accept_class,
    approve_class,
    cancel_class,
    declare_class,
    describe_class,
    find_class,
    finish_class,
    list_classes,
    return_class,
    start_class,
)
from web.api.operations import Call, reads, writes
from web.api.pages import page
from web.api.shapes.classes import ClassPage, ClassQuery, TrainingClass
from web.api.shapes.kinds import Reason
from web.words import N_


@reads("/classes", "classes.read", about=N_("Classes you may read"), query=ClassQuery, answers=ClassPage)
def classes_list(call: Call) -> Any:
    find = partial(list_classes, call.session, actor=call.actor, state=call.query.state)
    return page(call, "classes", find, lambda each: describe_class(call.session, each, actor=call.actor))


@reads("/classes/<taught>", "classes.read", about=N_("One class with its posts and its history"), answers=TrainingClass)
def classes_show(call: Call, taught: str) -> Any:
    return describe_class(call.session, find_class(call.session, taught, actor=call.actor), actor=call.actor)


def _step(name: str, right: str, about: str, act: Callable[..., Any], *, reason: bool = True) -> None:
    """Register a step: it answers with the class as it stands then."""

    def take(call: Call, taught: str) -> Any:
        said = {"note": call.body.note} if reason else {}
        act(call.session, taught, actor=call.actor, at=call.at, **said)
        call.session.expire_all()
        return classes_show(call, taught)

    take.__name__ = f"classes_{name}"
    writes(f"/classes/<taught>/{name}", right, about=about, body=Reason, answers=TrainingClass)(take)


_step("declare", "classes.declare", N_("Declare a planned class to the county"), declare_class, reason=False)
_step("return", "classes.review", N_("Send a declared class back, with the reason"), return_class)
_step("approve", "classes.review", N_("Approve a declared class"), approve_class)
_step("start", "classes.run", N_("Start a class"), start_class)
_step("finish", "classes.run", N_("Finish a class whose people have all finished or left"), finish_class)
_step("accept", "classes.review", N_("Accept a finished class"), accept_class)
_step("cancel", "classes.cancel", N_("Cancel a class, with the reason"), cancel_class)
