"""Whose turn it is: the base that placed the person, or its office on the spot, then the township, then the county."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.user import User
from services.access import Actor, enclosing

LEVELS = ("base", "township", "county")
OF_ROLE = {
    "base": ("base",),
    "township": ("township",),
    "counsellor": ("county",),
    "county": ("county",),
    "administrator": ("county",),
}
"""Levels at which a role acts."""


@dataclass(frozen=True)
class Charge:
    """The level whose turn it is, with the account and name of whoever answers for it."""

    level: str
    user_id: int | None = None
    name: str = ""


class Charges:
    """Accounts by what they answer for: of several the first that was made."""

    def __init__(self, session: Session) -> None:
        self._bases: dict[int, Charge] = {}
        self._places: dict[tuple[str, int], Charge] = {}
        self._ladders: dict[tuple[int, int | None], list[Charge]] = {}
        roles = ("base", "township", "county", "counsellor")
        query = select(User).where(User.role.in_(roles), User.disabled_at.is_(None)).order_by(User.id)
        users = list(session.scalars(query))
        for user in sorted(users, key=lambda each: each.role == "counsellor"):  # where there is no county account
            if user.role == "base" and user.base_id is not None:
                self._bases.setdefault(user.base_id, Charge("base", user.id, user.name))
            elif user.division_code is not None:
                [level] = OF_ROLE[user.role]
                self._places.setdefault((level, user.division_code), Charge(level, user.id, user.name))

    def of(self, home_code: int, base_id: int | None, *, due: datetime, grace: timedelta, at: datetime) -> Charge:
        """Who answers now: the first there is until it is due, the next until `grace` later, then the next for good."""
        ladder = self._ladders.get((home_code, base_id))
        if ladder is None:
            ladder = self._ladders[home_code, base_id] = self._ladder(home_code, base_id)
        steps = 0 if at <= due else 1 if at <= due + grace else 2
        return ladder[steps] if steps < len(ladder) else ladder[-1]

    def _ladder(self, home_code: int, base_id: int | None) -> list[Charge]:
        """The rungs that somebody stands on; the county is always the last one."""
        rungs = [self._bases[base_id]] if base_id in self._bases else []
        for level in LEVELS[1:]:
            places = (self._places.get((level, code)) for code in enclosing(home_code))
            rungs += [each for each in places if each is not None][:1]
        return rungs if rungs and rungs[-1].level == "county" else [*rungs, Charge("county")]


def is_mine(charge: Charge, taker: int | None, actor: Actor) -> bool:
    """Whether it is the actor's turn: taken on by the actor, or by nobody and at a level at which the actor acts."""
    return taker == actor.user_id if taker is not None else charge.level in OF_ROLE.get(actor.role, ())
