"""Training classes: listed and shown."""

from functools import partial
from typing import Any

from services.classes import describe_class, find_class, list_classes
from web.api.operations import Call, reads
from web.api.pages import page
from web.api.shapes.classes import ClassPage, ClassQuery, TrainingClass
from web.words import N_


@reads("/classes", "classes.read", about=N_("Classes you may read"), query=ClassQuery, answers=ClassPage)
def classes_list(call: Call) -> Any:
    find = partial(list_classes, call.session, actor=call.actor, state=call.query.state)
    return page(call, "classes", find, lambda each: describe_class(call.session, each, actor=call.actor))


@reads("/classes/<taught>", "classes.read", about=N_("One class with its posts and its history"), answers=TrainingClass)
def classes_show(call: Call, taught: str) -> Any:
    return describe_class(call.session, find_class(call.session, taught, actor=call.actor), actor=call.actor)
