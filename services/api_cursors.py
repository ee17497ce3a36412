"""Where a walk through a list goes on: an opaque text made of the last thing that was shown, never a page number.

Lists go from the newest to the oldest, so what is added meanwhile comes before the first page and shifts nothing.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.api import WebhookDelivery
from models.displacement import Displacement
from models.enrolment import Enrolment
from models.order import Order
from models.placement import Placement
from models.training_class import TrainingClass
from services.errors import Refusal

_TABLES: dict[str, Any] = {
    "orders": Order,
    "classes": TrainingClass,
    "enrolments": Enrolment,
    "placements": Placement,
    "displacements": Displacement,
    "deliveries": WebhookDelivery,
}


def cursor_of(*parts: str) -> str:
    """The text for a list and the public id of its last thing, or for any such words."""
    return urlsafe_b64encode(":".join(parts).encode()).decode().rstrip("=")


def parts_of(cursor: str, listed: str, count: int) -> list[str]:
    """The words after the name of the list. Raises Refusal for a text that no answer of this list held."""
    try:
        name, *parts = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(":")
    except ValueError:
        raise Refusal("cursor_unknown", field="cursor") from None
    if name != listed or len(parts) != count:
        raise Refusal("cursor_unknown", field="cursor")
    return parts


def row_before(session: Session, listed: str, cursor: str | None) -> int | None:
    """The id that the rows of the next page lie below; None at the beginning. Raises Refusal `cursor_unknown`."""
    if cursor is None:
        return None
    [public_id], table = parts_of(cursor, listed, 1), _TABLES[listed]
    found: int | None = session.scalar(select(table.id).where(table.public_id == public_id))
    if found is None:
        raise Refusal("cursor_unknown", field="cursor")
    return found
