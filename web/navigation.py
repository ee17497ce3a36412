"""The side navigation: only what the signed-in role may open."""

from dataclasses import dataclass

from flask import Flask, g, request
from flask_babel import gettext

from services.access import allowed, scope_of
from web.words import N_


@dataclass(frozen=True)
class Place:
    """`but_not` are roles that may open it and have a page of their own instead."""

    endpoint: str
    words: str
    action: str
    within: str
    but_not: tuple[str, ...] = ()


OWN_PLACES = (
    Place("my_openings", N_("Openings"), "own_pages.use", "/me/openings"),
    Place("my_offers", N_("Offers"), "own_pages.use", "/me/offers"),
    Place("me", N_("Mine"), "own_pages.use", "/me"),
    Place("my_help", N_("Help"), "own_pages.use", "/me/help"),
)
"""The bar of a labourer; on the phone it stands at the bottom."""

PLACES = (
    Place("home", N_("Today"), "signed_in", "/home"),
    Place("work", N_("To do"), "displacements.work", "/work"),
    Place("orders", N_("Orders"), "orders.read", "/orders"),
    Place("classes", N_("Training classes"), "classes.read", "/classes"),
    Place("placements", N_("Placements"), "placements.read", "/placements", but_not=("labourer",)),
    Place("displacements", N_("Displaced"), "displacements.read", "/displacements", but_not=("labourer",)),
    Place("complaints", N_("Complaints"), "displacements.work", "/complaints"),
    Place("messages", N_("Messages"), "messages.read", "/messages"),
    Place("watch", N_("Watch list"), "placements.call", "/watch"),
    Place("measures", N_("Measures"), "measures.read", "/measures"),
    Place("labourers", N_("Register"), "labourers.read", "/labourers"),
    Place("imports", N_("Imports"), "labourers.import", "/imports"),
    Place("twins", N_("Likely twins"), "twins.decide", "/twins"),
    Place("employers", N_("Employers"), "employers.read", "/employers"),
    Place("bases", N_("Training bases"), "bases.read", "/bases"),
    Place("plans", N_("Plan"), "plans.read", "/plans"),
    Place("weights", N_("Weights"), "weights.read", "/weights"),
    Place("failed_jobs", N_("Failed jobs"), "jobs.read", "/admin/jobs"),
    Place("accounts", N_("Accounts"), "users.manage", "/accounts"),
    Place("permissions", N_("Permissions"), "permissions.read", "/admin/permissions"),
    Place("api_docs", N_("API"), "permissions.read", "/api/v1/docs"),
)


def places() -> list[dict[str, object]]:
    """Endpoint, words and whether we are in it, for each place the actor may open."""
    actor = g.get("actor")
    if actor is None:
        return []
    if scope_of(actor, "own_pages.use"):
        return _own_places()
    return [
        {"endpoint": place.endpoint, "words": gettext(place.words), "here": request.path.startswith(place.within)}
        for place in PLACES
        if place.action == "signed_in" or scope_of(actor, place.action) is not None
        if actor.role not in place.but_not
    ]


def _own_places() -> list[dict[str, object]]:
    """The same for a labourer; we are in the nearest: an offer in “offers”, papers in “mine”."""
    inside = [place for place in OWN_PLACES if request.path.startswith(place.within)]
    here = max(inside, key=lambda place: len(place.within), default=None)
    return [{"endpoint": place.endpoint, "words": gettext(place.words), "here": place is here} for place in OWN_PLACES]


def may(action: str, *, division: int | None = None) -> bool:
    """Whether to offer a link: the actor's role has the right at all or, with the `division` of a subject, has it
    there; services decide for the subject."""
    actor = g.get("actor")
    if actor is None or scope_of(actor, action) is None:
        return False
    return division is None or allowed(actor, action, division=division)


def use_navigation(app: Flask) -> None:
    app.jinja_env.globals.update(places=places, may=may)
