"""The judge of plans: it shares nothing with the solver, looks at what a plan claims, and names what is wrong.

Everything is counted anew in plain Python, rules and scores by the readable twin of the compiled ones.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.columns import Ints
from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import Pool
from matching.reference import Subject, points_of_pair, refusals, row_of
from matching.weights import Weights


@dataclass(frozen=True)
class Violation:
    """What is wrong: a name, the rows it is about (-1 none), what was found and what was allowed."""

    name: str
    labourer: int = -1
    line: int = -1
    found: int = 0
    allowed: int = 0


@dataclass(frozen=True, eq=False)
class Claim:
    """What a plan says of itself: its pairs (`labourer`, `line`, `score`: int64[p]), those who agreed among them, the
    seats there are (int64[m]), and value and bound of what it chose itself. Values are millionths of a point."""

    labourer: Ints
    line: Ints
    score: Ints
    seats: Ints
    value: int
    bound: int


@dataclass(frozen=True)
class Promise:
    """What the plan was asked to heed. `shared` are (lines, places); `floors` name -> (members, least)."""

    fixed: Mapping[int, int] = field(default_factory=dict)
    shared: Sequence[tuple[Sequence[int], int]] = ()
    cost: Mapping[int, int] = field(default_factory=dict)
    budget: int | None = None
    floors: Mapping[str, tuple[Sequence[int], int]] = field(default_factory=dict)
    companions: Sequence[Sequence[int]] = ()
    bonus: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Bonus of a pair (labourer, line) beyond `fill`."""
    fill: int = 0
    together: int = 0


def judge_plan(claim: Claim, promise: Promise) -> list[Violation]:
    """Seats, shared places, money, floors, agreements, companions (`companions_apart` only says so) and the value."""
    pairs = list(zip(claim.labourer.tolist(), claim.line.tolist(), strict=True))
    checks: list[Iterable[Violation]] = [
        _one_seat_each(pairs),
        _seats(pairs, claim.seats.tolist()),
        _shared(pairs, promise),
        _budget(pairs, promise),
        _floors(pairs, promise),
        _agreed(pairs, promise),
        _companions(pairs, promise),
        _value(pairs, claim, promise),
    ]
    return [violation for check in checks for violation in check]


def _one_seat_each(pairs: list[tuple[int, int]]) -> Iterator[Violation]:
    for labourer, count in Counter(labourer for labourer, _ in pairs).items():
        if count > 1:
            yield Violation("one_seat_a_person", labourer, found=count, allowed=1)


def _seats(pairs: list[tuple[int, int]], seats: list[int]) -> Iterator[Violation]:
    for line, count in Counter(line for _, line in pairs).items():
        allowed = seats[line] if 0 <= line < len(seats) else 0
        if count > allowed:
            yield Violation("more_than_the_seats", line=line, found=count, allowed=allowed)


def _shared(pairs: list[tuple[int, int]], promise: Promise) -> Iterator[Violation]:
    for lines, places in promise.shared:
        members = set(lines)
        count = sum(1 for _, line in pairs if line in members)
        if count > places:
            yield Violation("more_than_shared_places", line=min(members), found=count, allowed=places)


def _budget(pairs: list[tuple[int, int]], promise: Promise) -> Iterator[Violation]:
    spent = sum(promise.cost.get(line, 0) for _, line in pairs)
    if promise.budget is not None and spent > promise.budget:
        yield Violation("over_budget", found=spent, allowed=promise.budget)


def _floors(pairs: list[tuple[int, int]], promise: Promise) -> Iterator[Violation]:
    seated = {labourer for labourer, _ in pairs}
    for name, (members, least) in promise.floors.items():
        count = len(seated & set(members))
        if count < least:
            yield Violation(f"floor_missed:{name}", found=count, allowed=least)


def _agreed(pairs: list[tuple[int, int]], promise: Promise) -> Iterator[Violation]:
    there = set(pairs)
    for labourer, line in promise.fixed.items():
        if (labourer, line) not in there:
            yield Violation("agreed_moved", labourer, line)


def _companions(pairs: list[tuple[int, int]], promise: Promise) -> Iterator[Violation]:
    line_of = dict(pairs)
    for group in promise.companions:
        if len({line_of.get(each) for each in group}) > 1:
            yield Violation("companions_apart", min(group), found=len(group))


def _value(pairs: list[tuple[int, int]], claim: Claim, promise: Promise) -> Iterator[Violation]:
    """What those bring whom the plan seated itself, with the bonuses that were stated."""
    total, line_of = 0, dict(pairs)
    for (labourer, line), score in zip(pairs, claim.score.tolist(), strict=True):
        if promise.fixed.get(labourer) != line:
            total += score + promise.fill + promise.bonus.get((labourer, line), 0)
    for group in promise.companions:
        seated = Counter(line_of[each] for each in group if each in line_of)
        total += promise.together * sum(count * (count - 1) // 2 for count in seated.values())
    if total != claim.value:
        yield Violation("value_differs", found=claim.value, allowed=total)
    if claim.bound < total:
        yield Violation("bound_below_value", found=claim.bound, allowed=total)


def judge_pairs(
    claim: Claim, pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, at_day: int
) -> list[Violation]:
    """Hard rules and scores of every pair of a plan, asked and computed anew, one pair after the other."""
    people: dict[int, Subject] = {}
    asked = [row_of(lines, row) for row in range(len(lines))]
    found = []
    for i, j, score in zip(claim.labourer.tolist(), claim.line.tolist(), claim.score.tolist(), strict=True):
        if not (0 <= i < len(pool) and 0 <= j < len(lines)):
            found.append(Violation("unknown_row", i, j))
            continue
        person = people.setdefault(i, row_of(pool, i))
        found += [Violation(f"rule:{name}", i, j) for name in refusals(person, asked[j], weights, at_day)]
        true = sum(points_of_pair(person, asked[j], nearness, weights))
        if true != score:
            found.append(Violation("score_differs", i, j, score, true))
    return found


def judge_bound(
    offsets: Ints, labourer: Ints, value: Ints, seats: Ints, seat_price: Ints, bound: int, more: int = 0
) -> list[Violation]:
    """The bound from its prices: candidate pairs line by line (`offsets`, `labourer`, `value`, already with charges and
    gifts), seats free to the plan, and `more`, what prices × limits and wished companions add. A price below 0 proves
    nothing; a claimed bound below what the prices prove is wrong, one above it is only weaker."""
    found = [Violation("negative_price", line=int(j)) for j in np.flatnonzero(seat_price < 0)]
    profit: dict[int, int] = {}
    starts = offsets.tolist()
    for line, price in enumerate(seat_price.tolist()):
        part = slice(starts[line], starts[line + 1])
        for person, worth in zip(labourer[part].tolist(), value[part].tolist(), strict=True):
            profit[person] = max(profit.get(person, 0), worth - price)
    proven = sum(profit.values()) + int((seats * seat_price).sum()) + more
    return [*found, Violation("bound_not_proven", found=bound, allowed=proven)] if bound < proven else found
