"""Labourers to seats at the greatest total value: who sits where, the prices, and the bound that they prove."""

from dataclasses import dataclass

import numpy as np

from matching import auction
from matching.auction import Ints32
from matching.columns import Ints
from matching.shortlists import Shortlists

TOLERANCE = 2_000
"""The auction may lose one part in so many of a typical value on every seat: at most 0.05 %, far less in fact."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """`held` int64[n] is the edge of each labourer (-1 free), `seat_price` int64[m] the price of a seat of every line,
    `profit` int64[n] what a labourer brings beyond the price of a seat, `bound` what no assignment can exceed."""

    held: Ints
    seat_price: Ints
    profit: Ints
    value: int
    bound: int


def assign(lists: Shortlists, value: Ints, seats: Ints, labourers: int, turns: Ints | None = None) -> Assignment:
    """Assign rows `0:labourers` to lines so that the sum of `value` (int64[e], one an edge of `lists`) is within
    `TOLERANCE` of the greatest: one seat a labourer, `seats` int64[m] a line. An edge of negative value is never used.

    `turns` int64[m] is the order in which lines first bid. See `bound_of` for what proves the result.
    """
    people = lists.labourer.astype(np.int32)
    eps = int(max(1, np.maximum(value, 0).sum() // max(1, TOLERANCE * len(value))))
    order = np.arange(len(seats)) if turns is None else turns.astype(np.int64)
    held, seat_price = np.full(labourers, -1), np.zeros(len(seats), np.int64)
    if len(value) and np.count_nonzero(np.bincount(people, minlength=labourers)) < seats.sum():
        _labourers_bid(lists, people, value, seats, order, eps, held, seat_price)
    elif len(value):
        _lines_bid(lists, people, value, seats, order, eps, held, seat_price)
    bound, profit = bound_of(lists, value, seats, labourers, seat_price)
    return Assignment(held, seat_price, profit, int(value[held[held >= 0]].sum()), bound)


def bound_of(lists: Shortlists, value: Ints, seats: Ints, labourers: int, seat_price: Ints) -> tuple[int, Ints]:
    """Seats × prices + what every labourer brings at most beyond them (also returned, int64[labourers]).

    By weak duality of linear programmes no assignment is worth more, whatever the prices, so long as none is negative.
    """
    profit = np.zeros(labourers, np.int64)
    auction.best_profits(lists.offsets, lists.labourer.astype(np.int32), value, seat_price, profit)
    return int((seats * seat_price).sum() + profit.sum()), profit


def _lines_bid(
    lists: Shortlists, people: Ints32, value: Ints, seats: Ints, turns: Ints, eps: int, held: Ints, seat_price: Ints
) -> None:
    lines, edges = len(seats), len(value)
    auction.lines_bid(
        lists.offsets, people, value, seats.copy(), turns, eps, np.zeros(len(held), np.int64), held, seat_price,
        np.empty(edges, np.int32), np.empty(edges, np.int32), np.empty(edges, np.int64), np.empty(lines, np.int64),
        np.ones(lines, np.bool_), np.empty(int(seats.max()) + 1, np.int32),
    )  # fmt: skip


def _labourers_bid(
    lists: Shortlists, people: Ints32, value: Ints, seats: Ints, turns: Ints, eps: int, held: Ints, seat_price: Ints
) -> None:
    starts, edges, line_of = edges_by_labourer(lists, len(held), turns)
    first_seat = np.concatenate([[0], np.cumsum(seats)]).astype(np.int64)
    room = int(first_seat[-1]) + 1
    seat_price[seats == 0] = value.max() + 1
    auction.labourers_bid(
        starts, edges, line_of, value, seats, _as_listed(people, line_of, turns), eps, held, seat_price, first_seat,
        np.zeros(len(seats), np.int64), np.empty(room, np.int64), np.empty(room, np.int64),
    )  # fmt: skip


def _as_listed(people: Ints32, line_of: Ints32, turns: Ints) -> Ints:
    """The labourers in the order in which the lists name them, list after list in the order of `turns`."""
    rank = np.empty(len(turns), np.int64)
    rank[turns] = np.arange(len(turns))
    named = people[np.argsort(rank[line_of], kind="stable")]
    once, first = np.unique(named, return_index=True)
    return once[np.argsort(first)].astype(np.int64)


def edges_by_labourer(lists: Shortlists, labourers: int, turns: Ints | None = None) -> tuple[Ints, Ints, Ints32]:
    """Labourer i has the edges `edges[starts[i]:starts[i + 1]]`, those of lines first in `turns` first; and the line of
    every edge."""
    starts, edges = np.zeros(labourers + 2, np.int64), np.empty(len(lists.labourer), np.int64)
    line_of = np.empty(len(edges), np.int32)
    order = np.arange(len(lists.offsets) - 1) if turns is None else turns
    auction.by_labourer(lists.labourer.astype(np.int32), starts, edges, line_of, lists.offsets, order)
    return starts, edges, line_of
