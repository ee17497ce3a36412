"""The two auctions that assign labourers to seats (kernels, whole numbers).

The auction algorithm of D. P. Bertsekas ("A distributed algorithm for the assignment problem", 1979) in its form for
equal seats (D. P. Bertsekas, D. A. Castañón, "The auction algorithm for transportation problems", Annals of Operations
Research 20, 1989). The scarce side bids: `lines_bid` where people are many, `labourers_bid` where seats are.

1. Everything has a price, at first 0; a bidder gains `value - price`, and an empty seat or staying free gains 0.
2. A bidder takes what it gains most from and offers so much that it would gain `eps` less than from the next best.
3. The thing goes to the offer and whoever held it bids again, at the end of the queue.
4. It ends when nobody waiting gains from anything. Prices only rise, so it does end.

Whoever holds something then gains at most `eps` less than from anything else at these prices, and what is left over
costs 0. So the total lies at most `eps` a filled seat below the greatest there is. Ties go to the earlier edge; first
bids are made in the order of `turns`.
"""

import numpy as np
from numpy.typing import NDArray

from matching.columns import Bools, Ints
from matching.compiled import kernel

Ints32 = NDArray[np.int32]


@kernel
def sink(heap: Ints32, gain: Ints, low: int, size: int, at: int) -> None:
    """Let slot `at` of the heap in `low:low + size` sink to where its gain belongs; equal gains: earlier edge first."""
    edge, mine = heap[low + at], gain[low + at]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        left = low + child
        if child + 1 < size and (
            gain[left + 1] > gain[left] or (gain[left + 1] == gain[left] and heap[left + 1] < heap[left])
        ):
            child += 1
        down = low + child
        if gain[down] < mine or (gain[down] == mine and heap[down] > edge):
            break
        heap[low + at], gain[low + at] = heap[down], gain[down]
        at = child
    heap[low + at], gain[low + at] = edge, mine


@kernel
def push(heap: Ints32, gain: Ints, low: int, size: int, edge: int, mine: int) -> None:
    """Add an edge to a heap that has `size` of them."""
    at = size
    while at > 0:
        up = low + (at - 1) // 2
        if gain[up] > mine or (gain[up] == mine and heap[up] < edge):
            break
        heap[low + at], gain[low + at] = heap[up], gain[up]
        at = (at - 1) // 2
    heap[low + at], gain[low + at] = edge, mine


@kernel
def best_gain(heap: Ints32, gain: Ints, low: int, size: int, labourer: Ints32, value: Ints, price: Ints) -> int:
    """What the best edge of a line gains now, -1 for none; brings it to the top, since gains in the heap are from
    before prices rose."""
    while size > 0:
        true: int = value[heap[low]] - price[labourer[heap[low]]]
        if true == gain[low]:
            return true
        gain[low] = true
        sink(heap, gain, low, size, 0)
    return -1


@kernel
def lines_bid(
    offsets: Ints, labourer: Ints32, value: Ints, free: Ints, turns: Ints, eps: int, price: Ints, held: Ints,
    seat_price: Ints, line_of: Ints32, heap: Ints32, gain: Ints, size: Ints, queued: Bools, won: Ints32,
) -> int:  # fmt: skip
    """Lines bid for labourers. Line j owns the edges `offsets[j]:offsets[j + 1]` and has `free[j]` seats.

    Fills `price` int64[n] of labourers, `held` int64[n] (the edge each is held by, -1 free) and `seat_price` int64[m]
    (what a line gains from the best one it does not hold, at least 0); the other arrays are room to work in. Returns
    the number of bids. A line offers for all its free seats at once.
    """
    lines, bids, head, tail = len(free), 0, 0, 0
    waiting = lines
    for j in range(lines):
        size[j] = offsets[j + 1] - offsets[j]
        for edge in range(offsets[j], offsets[j + 1]):
            line_of[edge], heap[edge], gain[edge] = j, edge, value[edge]
        for at in range(size[j] // 2 - 1, -1, -1):
            sink(heap, gain, offsets[j], size[j], at)
    while waiting:
        j = turns[head]
        head = head + 1 if head + 1 < lines else 0
        waiting -= 1
        queued[j] = False
        low, taken = offsets[j], 0
        while True:
            best = best_gain(heap, gain, low, size[j], labourer, value, price)
            if best < 0 or taken == free[j]:
                break
            won[taken] = heap[low]
            taken += 1
            size[j] -= 1
            heap[low], gain[low] = heap[low + size[j]], gain[low + size[j]]
            sink(heap, gain, low, size[j], 0)
        free[j] -= taken
        bids += taken
        for t in range(taken):
            edge = won[t]
            person = labourer[edge]
            lost = held[person]
            price[person] = value[edge] - max(best, 0) + eps
            held[person] = edge
            if lost >= 0:
                k = line_of[lost]
                push(heap, gain, offsets[k], size[k], lost, value[lost] - price[person])
                size[k] += 1
                free[k] += 1
                if not queued[k]:
                    queued[k] = True
                    turns[tail] = k
                    tail = tail + 1 if tail + 1 < lines else 0
                    waiting += 1
    for j in range(lines):
        seat_price[j] = max(best_gain(heap, gain, offsets[j], size[j], labourer, value, price), 0)
    return bids


@kernel
def labourers_bid(
    starts: Ints, edges: Ints, line_of: Ints32, value: Ints, seats: Ints, turns: Ints, eps: int, held: Ints,
    seat_price: Ints, first_seat: Ints, taken: Ints, offer: Ints, holder: Ints,
) -> int:  # fmt: skip
    """Labourers bid for lines; labourer i has the edges `edges[starts[i]:starts[i + 1]]`, `turns` lists those who bid.

    A line keeps the highest offers, a heap with the lowest on top in the seats from `first_seat[j]` on; its price is
    the lowest offer it keeps, 0 while a seat is empty; a line without seats comes with a price that nobody pays. Fills
    `held` and `seat_price`; the rest is room to work in.
    """
    waiting, head, tail, bids = len(turns), 0, 0, 0
    while waiting:
        person = turns[head]
        head = head + 1 if head + 1 < len(turns) else 0
        waiting -= 1
        best, second, chosen = -1, 0, -1
        for at in range(starts[person], starts[person + 1]):
            mine = value[edges[at]] - seat_price[line_of[edges[at]]]
            if mine > best:
                best, second, chosen = mine, max(best, 0), edges[at]
            elif mine > second:
                second = mine
        if chosen < 0:
            continue
        bids += 1
        held[person] = chosen
        j, mine = line_of[chosen], value[chosen] - second + eps
        low, at = first_seat[j], 0
        if taken[j] < seats[j]:
            at = taken[j]
            taken[j] += 1
            while at > 0 and offer[low + (at - 1) // 2] > mine:
                offer[low + at], holder[low + at] = offer[low + (at - 1) // 2], holder[low + (at - 1) // 2]
                at = (at - 1) // 2
        else:
            held[holder[low]] = -1
            turns[tail] = holder[low]
            tail = tail + 1 if tail + 1 < len(turns) else 0
            waiting += 1
            while 2 * at + 1 < seats[j]:
                child = 2 * at + 1
                if child + 1 < seats[j] and offer[low + child + 1] < offer[low + child]:
                    child += 1
                if offer[low + child] >= mine:
                    break
                offer[low + at], holder[low + at] = offer[low + child], holder[low + child]
                at = child
        offer[low + at], holder[low + at] = mine, person
        if taken[j] == seats[j]:
            seat_price[j] = offer[low]
    return bids


@kernel
def by_labourer(labourer: Ints32, starts: Ints, edges: Ints, line_of: Ints32, offsets: Ints, turns: Ints) -> None:
    """The edges in the order of labourers, within one in the order of `turns` of their lines: fills `starts`
    int64[n + 2], zeros at first (labourer i has `starts[i]:starts[i + 1]` at the end), `edges` int64[e] and `line_of`
    int32[e]."""
    for person in labourer:
        starts[person + 2] += 1
    for i in range(2, len(starts)):
        starts[i] += starts[i - 1]
    for j in turns:
        for edge in range(offsets[j], offsets[j + 1]):
            person = labourer[edge]
            edges[starts[person + 1]] = edge
            starts[person + 1] += 1
            line_of[edge] = j


@kernel
def best_profits(offsets: Ints, labourer: Ints32, value: Ints, seat_price: Ints, profit: Ints) -> None:
    """What each labourer brings at most beyond the price of a seat: fills `profit` int64[n], zeros at first."""
    for j in range(len(seat_price)):
        for edge in range(offsets[j], offsets[j + 1]):
            profit[labourer[edge]] = max(profit[labourer[edge]], value[edge] - seat_price[j])
