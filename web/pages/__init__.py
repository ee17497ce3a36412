"""One file a noun; importing this package registers every route."""

from web.pages import (
    candidates,
    employers,
    health,
    home,
    imports,
    labourers,
    order_forms,
    orders,
    permissions,
    public,
    sign_in,
    styleguide,
    suggestions,
    training_bases,
    twins,
)

__all__ = [
    "candidates",
    "employers",
    "health",
    "home",
    "imports",
    "labourers",
    "order_forms",
    "orders",
    "permissions",
    "public",
    "sign_in",
    "styleguide",
    "suggestions",
    "training_bases",
    "twins",
]
