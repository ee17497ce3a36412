"""How a ranked list meets the places that are left: who can still fill them, and whom nobody has asked yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.standings import Standing
from web.paging import SIZE


@dataclass(frozen=True)
class PlacesLeft:
    """`left` places, `free` people who fit and have neither a job nor an open offer; the places are full at the rank
    `full_at`. As many as `unasked` can be ticked at once on `page`, the first with somebody nobody asked (None: 1)."""

    left: int
    free: int
    full_at: int | None
    unasked: int
    page: int | None


def places_left(
    left: int, eligible: int, listed: Sequence[Mapping[str, Any]], stand: Mapping[str, Standing]
) -> PlacesLeft:
    """`listed` are the rows of the list, best first; somebody erased from it has no `labourer` and counts no more."""
    free = [row["rank"] for row in listed if row["labourer"] and not _has_work(stand.get(row["labourer"]))]
    pages = [at // SIZE + 1 for at, row in enumerate(listed) if row["labourer"] and row["labourer"] not in stand]
    first = pages[0] if pages else 1
    return PlacesLeft(
        left=left,
        free=eligible - (len(listed) - len(free)),
        full_at=free[left - 1] if 0 < left <= len(free) else None,
        unasked=min(max(left, 0), pages.count(first)),
        page=first if first > 1 else None,
    )


def _has_work(standing: Standing | None) -> bool:
    """Whether somebody has a job or an open offer, here or elsewhere."""
    return standing is not None and standing.subject == "placement" and not standing.over
