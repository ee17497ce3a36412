"""Where the signed-in role may go: an office by groups at the side, firms and labourers by a bar of four."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask, g, request
from flask_babel import gettext

from services.access import Actor, allowed, scope_of
from web.words import N_


@dataclass(frozen=True)
class Place:
    """`but_not` are roles that may open it and have another way there, or a page of their own instead."""

    endpoint: str
    words: str
    action: str
    within: str
    but_not: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Places under one heading; the first group has none."""

    words: str
    places: tuple[Place, ...]


OWN_PLACES = (
    Place("my_openings", N_("Openings"), "own_pages.use", "/me/openings"),
    Place("my_offers", N_("Offers"), "own_pages.use", "/me/offers"),
    Place("me", N_("Mine"), "own_pages.use", "/me"),
    Place("my_help", N_("Help"), "own_pages.use", "/me/help"),
)
"""The bar of a labourer; on the phone it stands at the bottom."""

FIRM_PLACES = (
    Place("orders", N_("Orders"), "orders.read", "/orders"),
    Place("home", N_("To do"), "signed_in", "/home"),
    Place("order_form", N_("New order"), "orders.file", "/orders/new"),
    Place("account", N_("Mine"), "signed_in", "/account"),
)
"""The bar of a firm, in the same place."""

BARS = {"labourer": OWN_PLACES, "employer": FIRM_PLACES}

GROUPS = (
    Group("", (
        Place("home", N_("Today"), "signed_in", "/home"),
        Place("work", N_("To do"), "displacements.work", "/work"),
    )),
    Group(N_("Registered people"), (
        Place("labourers", N_("Register"), "labourers.read", "/labourers"),
        Place("imports", N_("Imports"), "labourers.import", "/imports"),
        Place("twins", N_("Likely twins"), "twins.decide", "/twins"),
        Place("file_requests", N_("Requests"), "labourers.import", "/file-requests"),
    )),
    Group(N_("Orders and jobs"), (
        Place("orders", N_("Orders"), "orders.read", "/orders"),
        Place("employers", N_("Employers"), "employers.read", "/employers"),
        Place("placements", N_("Placements"), "placements.read", "/placements"),
        Place("displacements", N_("Displaced"), "displacements.read", "/displacements"),
        Place("complaints", N_("Complaints"), "complaints.read", "/complaints"),
        Place("watch", N_("Watch list"), "watch.read", "/watch"),
        Place("messages", N_("Messages"), "messages.read", "/messages"),
    )),
    Group(N_("Training"), (
        Place("classes", N_("Training classes"), "classes.read", "/classes"),
        Place("bases", N_("Training bases"), "bases.read", "/bases"),
    )),
    Group(N_("Plans and figures"), (
        Place("plans", N_("Plan"), "plans.read", "/plans"),
        Place("weights", N_("Weights"), "weights.read", "/weights"),
        Place("figures", N_("Figures"), "figures.read", "/figures"),
        Place("measures", N_("Measures"), "measures.read", "/measures"),
    )),
    Group(N_("Money"), ()),
    Group(N_("Administration"), (
        Place("accounts", N_("Accounts"), "users.manage", "/accounts"),
        Place("permissions", N_("Permissions"), "permissions.read", "/admin/permissions"),
        Place("failed_jobs", N_("Failed jobs"), "jobs.read", "/admin/jobs"),
        Place("audit_log", N_("Audit log"), "audit.read", "/admin/audit"),
        Place("api_docs", N_("API"), "jobs.read", "/api/v1/docs"),
    )),
)  # fmt: skip
"""The side of an office. A group without a place that the role may open is not shown: money gets its with claims."""

Shown = dict[str, object]


def navigation() -> list[tuple[str, list[Shown]]]:
    """(heading, places that the actor may open) by group; each place with endpoint, words and whether we are in it."""
    actor = g.get("actor")
    if actor is None:
        return []
    groups = (Group("", BARS[actor.role]),) if actor.role in BARS else GROUPS
    open_to = [(group, [place for place in group.places if _opens(actor, place)]) for group in groups]
    here = _nearest(place for _, places in open_to for place in places)
    return [
        (gettext(group.words) if group.words else "", [_shown(place, place is here) for place in places])
        for group, places in open_to
        if places
    ]


def _opens(actor: Actor, place: Place) -> bool:
    may_open = place.action == "signed_in" or scope_of(actor, place.action) is not None
    return may_open and actor.role not in place.but_not


def _nearest(places: Iterable[Place]) -> Place | None:
    """Of those that the page lies in the nearest: a new order is in “new” and not in “orders”."""
    inside = [place for place in places if f"{request.path}/".startswith(f"{place.within}/")]
    return max(inside, key=lambda place: len(place.within), default=None)


def _shown(place: Place, here: bool) -> Shown:
    return {"endpoint": place.endpoint, "words": gettext(place.words), "here": here}


def may(action: str, *, division: int | None = None) -> bool:
    """Whether to offer a link: the actor's role has the right at all or, with the `division` of a subject, has it
    there; services decide for the subject."""
    actor = g.get("actor")
    if actor is None or scope_of(actor, action) is None:
        return False
    return division is None or allowed(actor, action, division=division)


def use_navigation(app: Flask) -> None:
    given: dict[str, Callable[..., object]] = {"navigation": navigation, "may": may}
    app.jinja_env.globals.update(given)
