"""Pages of lists that go from the newest to the oldest, by cursor."""

from collections.abc import Callable, Sequence
from typing import Any

from services.api_cursors import cursor_of, row_before
from web.api.operations import Call


def page(call: Call, listed: str, find: Callable[..., Sequence[Any]], show: Callable[[Any], Any]) -> dict[str, Any]:
    """What `find(before=, limit=)` gives after the cursor of the query, shown, and where the next answer begins."""
    limit = call.query.limit
    found = find(before=row_before(call.session, listed, call.query.cursor), limit=limit + 1)
    more = len(found) > limit
    return {
        "items": [show(each) for each in found[:limit]],
        "next": cursor_of(listed, found[limit - 1].public_id) if more else None,
    }
