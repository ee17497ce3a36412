"""The plan: everyone's seat at once, the prices that prove it, and what choosing one person costs the others."""

from dataclasses import dataclass

import numpy as np

from matching.assignment import bound_of
from matching.columns import Ints
from matching.companions import keep_together, together
from matching.greedy import Room, greedy_value, row_by_row_value
from matching.hashing import Words, mix
from matching.limits import Limited, assign_within
from matching.shortlists import Shortlists
from matching.terms import Terms, pairs_wished, values_of

PLAIN = Terms()


@dataclass(frozen=True, eq=False)
class Plan:
    """Who sits where, and why it can hardly be better. All values are whole millionths of a point.

    `line_of` int64[n] is the line of each labourer (-1 free), those who agreed among them; `held` int64[n] the edge of
    those the plan seats. `value` sums what the seated bring with the stated bonuses, `points` their scores alone; no
    plan over the same candidates is worth more than `bound`. `seat_price` int64[m] is what one seat more would bring
    (with `charge` for what it shares with others), `labourer_price` int64[n] what a person brings beyond a seat's
    price (with `gift` for a floor that asks for them). `limit_prices`: shares, budget, floors, in the order of the
    terms. `missed` are the floors that could not be met.
    """

    line_of: Ints
    held: Ints
    seats: int
    filled: int
    value: int
    points: int
    bound: int
    seat_price: Ints
    labourer_price: Ints
    charge: Ints
    gift: Ints
    limit_prices: Ints
    companions_together: int
    missed: tuple[str, ...]

    @property
    def gap(self) -> float:
        """How far below the bound the plan is, as a fraction of the bound."""
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0


def plan(lists: Shortlists, seats: Ints, labourers: int, terms: Terms = PLAIN, *, ties: Words | None = None) -> Plan:
    """Seat labourer rows `0:labourers` on lines with `seats` (int64[m]) so that the total value is greatest.

    `lists` are the candidates of every line, best first; a labourer who is on none stays free. Value of a pair = score
    + stated bonuses of `terms`. Lines bid first in the order of the hash of their tie numbers (`ties` uint64[m]), so
    that rows decide nothing; the same input always gives the same plan. Raises ValueError where more have agreed than
    there are seats.
    """
    room, value = Room.of(seats, labourers, terms), values_of(lists, terms)
    value = np.where(room.barred[lists.labourer], -1, value)
    found = assign_within(lists, value, room, terms, turns_of(len(seats), ties))
    held = keep_together(lists, value, room, terms, found.held) if terms.companions else found.held
    return _plan_of(lists, value, seats, terms, found, held)


def bound_beyond(lists: Shortlists, seats: Ints, made: Plan, terms: Terms, most: Ints) -> int:
    """The bound over listed pairs and over all that are not listed, none of which is worth more than `most` (int64[m],
    one a line): at prices that nobody unlisted could pay, the prices of `made` raised to what is needed for that."""
    room, value = Room.of(seats, len(made.held), terms), values_of(lists, terms)
    line = np.repeat(np.arange(len(seats)), np.diff(lists.offsets))
    charged = np.where(room.barred[lists.labourer], -1, value - made.charge[line] + made.gift[lists.labourer])
    raised = np.maximum(made.seat_price, most - made.charge + int(made.gift.max(initial=0)))
    at = [bound_of(lists, charged, room.free, len(made.held), price)[0] for price in (made.seat_price, raised)]
    return made.bound - at[0] + at[1]


def turns_of(lines: int, ties: Words | None) -> Ints:
    """The order of first bids: by the hash of the ties."""
    return np.arange(lines) if ties is None else np.argsort(mix(ties), kind="stable")


def _plan_of(lists: Shortlists, value: Ints, seats: Ints, terms: Terms, found: Limited, held: Ints) -> Plan:
    line = np.repeat(np.arange(len(seats)), np.diff(lists.offsets))
    edges = held[held >= 0]
    line_of = np.full(len(held), -1) if terms.fixed is None else terms.fixed.copy()
    line_of[held >= 0] = line[edges]
    kept = together(line_of, terms)
    missed = [floor.name for floor in terms.floors if (line_of[floor.members] >= 0).sum() < floor.least]
    return Plan(
        line_of=line_of,
        held=held,
        seats=int(seats.sum()),
        filled=int((line_of >= 0).sum()),
        value=int(value[edges].sum()) + terms.together * kept,
        points=int(lists.scores[edges].sum()),
        bound=found.bound + terms.together * pairs_wished(terms),
        seat_price=found.priced.seat_price,
        labourer_price=found.priced.profit,
        charge=found.charge,
        gift=found.gift,
        limit_prices=found.prices,
        companions_together=kept,
        missed=tuple(missed),
    )


@dataclass(frozen=True)
class Compared:
    """The same objective by two simpler ways, within seats, shared places and budget; no floors, no companions."""

    greedy: int
    row_by_row: int


def compared(lists: Shortlists, seats: Ints, labourers: int, terms: Terms = PLAIN) -> Compared:
    """What the best pair first, and what line after line, would come to."""
    room, value = Room.of(seats, labourers, terms), values_of(lists, terms)
    return Compared(greedy_value(lists, value, room), row_by_row_value(lists, value, room))


@dataclass(frozen=True)
class Cost:
    """What a choice costs at the prices of a plan, in millionths of a point; an estimate from prices, not a new plan.

    `others` is what the other lines would gain most from this person beyond the price of their seats: what choosing
    them costs the others. `whole` is the reduced cost: a plan with this pair is worth at most `bound - whole`, so it
    loses at least `whole` less the gap, and may lose more. 0 for a pair the plan itself made, up to its tolerance.
    """

    others: int
    whole: int


def cost_of_choosing(lists: Shortlists, made: Plan, labourer: int, line: int, value: Ints) -> Cost:
    """The cost of seating `labourer` on `line`, a pair of the lists with `value` (int64[e], as `values_of` gives it).

    Raises ValueError for a pair that is on no list.
    """
    edges = np.flatnonzero(lists.labourer == labourer)
    lines = np.searchsorted(lists.offsets, edges, side="right") - 1
    if line not in lines:
        raise ValueError("the line does not list this labourer")
    charged = value[edges] - made.seat_price[lines] - made.charge[lines] + made.gift[labourer]
    elsewhere = int(np.max(charged[lines != line], initial=0))
    return Cost(elsewhere, max(0, int(made.labourer_price[labourer] - charged[lines == line][0])))
