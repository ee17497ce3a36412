"""Who may do what: one table of role × action × scope. Pages, commands and the workflow all ask `require`.

Scopes: `own` (the actor's own order, base or file), `division` (subjects of the actor's division and below), `all`.
`docs/permissions.md` is printed from `PERMISSIONS`.
"""

from dataclasses import dataclass, field
from datetime import datetime

from services.errors import NotAllowed

OWN, DIVISION, ALL = "own", "division", "all"

_OFFICE = {"county": DIVISION, "administrator": ALL}
_FIELD = {"liaison": DIVISION, "township": DIVISION, **_OFFICE}
_STAFF = {"counsellor": DIVISION, "auditor": ALL, **_FIELD}

# Actions of one installation's life; the workflow tables of models/workflow.py name them as rights.
PERMISSIONS: dict[str, dict[str, str]] = {
    "orders.read": {"employer": OWN, "broker": DIVISION, "base": DIVISION, "finance": DIVISION, **_STAFF},
    "orders.file": {"employer": OWN, "broker": DIVISION, **_OFFICE},
    "orders.submit": {"employer": OWN, "broker": DIVISION, **_OFFICE},
    "orders.review": {**_OFFICE},
    "orders.close": {"employer": OWN, **_OFFICE},
    "orders.cancel": {"employer": OWN, **_OFFICE},
    "labourers.read": {"labourer": OWN, **_STAFF},
    "labourers.reveal": {"counsellor": DIVISION, **_FIELD},
    "labourers.import": {**_FIELD},
    "labourers.act": {"counsellor": DIVISION, **_FIELD},
    "twins.decide": {**_FIELD},
    "employers.read": {"employer": OWN, "broker": DIVISION, "base": DIVISION, "finance": DIVISION, **_STAFF},
    "employers.import": {**_OFFICE},
    "employers.mark": {**_OFFICE},
    "bases.read": {"base": OWN, "finance": DIVISION, **_STAFF},
    "bases.import": {**_OFFICE},
    "bases.accredit": {**_OFFICE},
    "orders.import": {**_OFFICE},
    "lists.make": {"counsellor": DIVISION, **_OFFICE},
    "lists.read": {"counsellor": DIVISION, "auditor": ALL, **_OFFICE},
    "lists.mark": {"counsellor": DIVISION, **_OFFICE},
    "plans.make": {**_OFFICE},
    "plans.read": {"counsellor": DIVISION, "auditor": ALL, **_OFFICE},
    "weights.read": {"counsellor": DIVISION, "auditor": ALL, **_OFFICE},
    "weights.draft": {**_OFFICE},
    "weights.approve": {**_OFFICE},
    "rules.set": {**_OFFICE},
    "openings.read": {"labourer": OWN, "counsellor": DIVISION, "auditor": ALL, **_FIELD},
    "classes.read": {"base": OWN, "assessor": DIVISION, "finance": DIVISION, **_STAFF},
    "classes.declare": {"base": OWN, **_OFFICE},
    "classes.review": {**_OFFICE},
    "classes.run": {"base": OWN, **_OFFICE},
    "classes.cancel": {"base": OWN, **_OFFICE},
    "enrolments.read": {"labourer": OWN, "base": OWN, "assessor": DIVISION, "finance": DIVISION, **_STAFF},
    "enrolments.apply": {"labourer": OWN, "counsellor": DIVISION, **_FIELD},
    "enrolments.invite": {"counsellor": DIVISION, **_OFFICE},
    "enrolments.answer": {"labourer": OWN, "counsellor": DIVISION, **_FIELD},
    "enrolments.decide": {"base": OWN, "counsellor": DIVISION, **_OFFICE},
    "enrolments.teach": {"base": OWN, **_OFFICE},
    "enrolments.certify": {"assessor": DIVISION, **_OFFICE},
    "papers.record": {"assessor": DIVISION, "counsellor": DIVISION, **_OFFICE},
    "placements.read": {"labourer": OWN, "employer": OWN, "base": OWN, "finance": DIVISION, **_STAFF},
    "placements.offer": {"base": OWN, "counsellor": DIVISION, **_OFFICE},
    "placements.answer": {"labourer": OWN, "base": OWN, "counsellor": DIVISION, **_FIELD},
    "placements.terms": {"employer": OWN, "base": OWN, "counsellor": DIVISION, **_OFFICE},
    "placements.sign": {"employer": OWN, **_OFFICE},
    "placements.confirm": {"employer": OWN, **_OFFICE},
    "placements.call": {"base": OWN, "counsellor": DIVISION, "township": DIVISION, **_OFFICE},
    "placements.cancel": {"employer": OWN, "counsellor": DIVISION, **_OFFICE},
    "placements.end": {"employer": OWN, "base": OWN, "counsellor": DIVISION, **_OFFICE},
    "reviews.read": {"counsellor": DIVISION, "township": DIVISION, "auditor": ALL, **_OFFICE},
    "reviews.write": {"labourer": OWN, "counsellor": DIVISION, "township": DIVISION, **_OFFICE},
    "reviews.decide": {"counsellor": DIVISION, **_OFFICE},
    "displacements.read": {"labourer": OWN, "employer": OWN, "base": OWN, **_STAFF},
    "displacements.report": {"labourer": OWN, "employer": OWN, "base": OWN, "counsellor": DIVISION, **_FIELD},
    "displacements.close_plant": {**_OFFICE},
    "displacements.work": {"base": OWN, "counsellor": DIVISION, "township": DIVISION, **_OFFICE},
    "complaints.read": {"base": OWN, "counsellor": DIVISION, "township": DIVISION, "auditor": ALL, **_OFFICE},
    "watch.read": {"base": OWN, "counsellor": DIVISION, "township": DIVISION, "auditor": ALL, **_OFFICE},
    "messages.read": {"counsellor": DIVISION, "auditor": ALL, **_OFFICE},
    "messages.work": {"counsellor": DIVISION, **_OFFICE},
    "measures.read": {"base": OWN, "township": DIVISION, "counsellor": DIVISION, "auditor": ALL, **_OFFICE},
    "figures.read": {"counsellor": DIVISION, "township": DIVISION, "finance": DIVISION, "auditor": ALL, **_OFFICE},
    "moves.record": {"counsellor": DIVISION, **_FIELD},
    "own_pages.use": {"labourer": OWN},
    "jobs.read": {"administrator": ALL},
    "users.manage": {**_OFFICE},
    "permissions.read": {"auditor": ALL, **_OFFICE},
    "webhooks.manage": {"employer": OWN, "base": OWN, **_OFFICE},
    "keys.manage": {"administrator": ALL},
    "audit.read": {"auditor": ALL, "administrator": ALL},
}

# What offices below the county read of the whole county they belong to: people are recruited in all of it.
COUNTYWIDE = ("orders.read", "employers.read", "bases.read", "classes.read", "weights.read")


@dataclass(frozen=True)
class Actor:
    """Whoever acts: an account, or the clock. `division_code` bounds what scope `division` covers; `rights`, where they
    are named, are the only ones of the role that may be used (a system that calls the API); `address` is where from;
    `at`, when a page is asked for: a labourer sees what had left for them by then."""

    role: str
    user_id: int | None = None
    login: str = ""
    name: str = ""
    division_code: int | None = None
    employer_id: int | None = None
    base_id: int | None = None
    labourer_id: int | None = None
    rights: frozenset[str] | None = None
    address: str = field(default="", compare=False)
    at: datetime | None = field(default=None, compare=False)


CLOCK = Actor(role="clock", login="clock", name="clock")


def subtree(code: int) -> tuple[int, int]:
    """First code of the division and first code after it: all of its divisions lie in [low, high)."""
    for step in (10**10, 10**8, 10**6, 10**3):
        if code % step == 0:
            return code, code + step
    return code, code + 1


def enclosing(code: int) -> tuple[int, ...]:
    """The division and all that it lies in, the smallest first: those codes whose `subtree` holds it."""
    return tuple(dict.fromkeys(code - code % step for step in (1, 10**3, 10**6, 10**8, 10**10)))


def within(code: int | None, division: int | None) -> bool:
    """Whether the division `code` is `division` or lies in it."""
    if code is None or division is None:
        return False
    low, high = subtree(division)
    return low <= code < high


def bounds(actor: Actor, action: str) -> int | None:
    """The division that bounds the actor's scope `division` for `action`."""
    code = actor.division_code
    return code if code is None or action not in COUNTYWIDE or code % 10**6 == 0 else code - code % 10**6


def scope_of(actor: Actor, action: str) -> str | None:
    """How far the actor may do `action`: own, division, all or not at all (None)."""
    if actor.rights is not None and action not in actor.rights:
        return None
    return PERMISSIONS[action].get(actor.role)


def allowed(actor: Actor, action: str, *, division: int | None = None, own: bool = False) -> bool:
    """Whether the actor may do `action` on a subject of `division` that is, or is not, the actor's `own`."""
    match scope_of(actor, action):
        case "all":
            return True
        case "division":
            return within(division, bounds(actor, action))
        case "own":
            return own
        case _:
            return actor is CLOCK


def require(actor: Actor, action: str, *, division: int | None = None, own: bool = False) -> None:
    """Raise NotAllowed unless `allowed`."""
    if not allowed(actor, action, division=division, own=own):
        raise NotAllowed("not_allowed", action=action, role=actor.role)


def permissions_table() -> str:
    """The table as Markdown: an action a row, a role a column."""
    roles = list(dict.fromkeys(role for scopes in PERMISSIONS.values() for role in scopes))
    head = ["| action | " + " | ".join(roles) + " |", "| --- |" + " --- |" * len(roles)]
    rows = [
        f"| `{action}` | " + " | ".join(scopes.get(role, "") for role in roles) + " |"
        for action, scopes in PERMISSIONS.items()
    ]
    notes = ["", f"Read in the whole county by offices below it: {', '.join(f'`{each}`' for each in COUNTYWIDE)}."]
    return "\n".join(head + rows + notes)
