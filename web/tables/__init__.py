"""Tables to take away, one file a noun; importing this package declares them all."""

from web.tables import (
    accounts,
    candidates,
    classes,
    complaints,
    displacements,
    figures,
    firms,
    imports,
    labourers,
    measures,
    messages,
    orders,
    placements,
    public,
    work,
)

__all__ = [
    "accounts",
    "candidates",
    "classes",
    "complaints",
    "displacements",
    "figures",
    "firms",
    "imports",
    "labourers",
    "measures",
    "messages",
    "orders",
    "placements",
    "public",
    "work",
]
