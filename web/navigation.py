"""The side navigation: only what the signed-in role may open."""

from dataclasses import dataclass

from flask import Flask, g, request
from flask_babel import gettext

from services.access import allowed, scope_of
from web.words import N_


@dataclass(frozen=True)
class Place:
    endpoint: str
    words: str
    action: str
    within: str


PLACES = (
    Place("home", N_("Today"), "signed_in", "/home"),
    Place("orders", N_("Orders"), "orders.read", "/orders"),
    Place("labourers", N_("Register"), "labourers.read", "/labourers"),
    Place("imports", N_("Imports"), "labourers.import", "/imports"),
    Place("twins", N_("Likely twins"), "twins.decide", "/twins"),
    Place("employers", N_("Employers"), "employers.read", "/employers"),
    Place("bases", N_("Training bases"), "bases.read", "/bases"),
    Place("permissions", N_("Permissions"), "permissions.read", "/admin/permissions"),
)


def places() -> list[dict[str, object]]:
    """Endpoint, words and whether we are in it, for each place the actor may open."""
    actor = g.get("actor")
    if actor is None:
        return []
    return [
        {"endpoint": place.endpoint, "words": gettext(place.words), "here": request.path.startswith(place.within)}
        for place in PLACES
        if place.action == "signed_in" or scope_of(actor, place.action) is not None
    ]


def may(action: str, *, division: int | None = None) -> bool:
    """Whether to offer a link: the actor's role has the right at all or, with the `division` of a subject, has it
    there; services decide for the subject."""
    actor = g.get("actor")
    if actor is None or scope_of(actor, action) is None:
        return False
    return division is None or allowed(actor, action, division=division)


def use_navigation(app: Flask) -> None:
    app.jinja_env.globals.update(places=places, may=may)
