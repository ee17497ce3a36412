"""A city planned at once: `python -m benchmarks.plan --labourers N --orders M --seats S [--json]`.

People and lines are invented (`benchmarks/city.py`). Ours runs in a process of its own that maps the pool and its index
from files, as pages do: `total_s` is candidates and solve together, `ours_s` the solve alone. The peer, OR-Tools'
`SimpleMinCostFlow`, gets the very edges of the last solve; both are timed from the edges as arrays to the assignment.
What is under ten seconds is the median of `RUNS` runs after a warm-up, the rest was run once. Every pair of the plan is
judged by `matching/checks.py`. Points, not millionths.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.city import TODAY, City, invent
from benchmarks.machine import machine
from matching.checks import Claim, Promise, judge_bound, judge_pairs, judge_plan
from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import Pool
from matching.shortlists import Shortlists
from matching.weights import DEFAULT, POINT

RUNS, LONG = 5, 10.0
THREADS = 2


def timed(run: Callable[[], Any]) -> tuple[float, int, Any]:
    """Median seconds, the number of runs and what a run came to; only one run of what takes `LONG`."""
    seconds, result = _seconds(run)
    if seconds > LONG:
        return seconds, 1, result
    return statistics.median(_seconds(run)[0] for _ in range(RUNS)), RUNS, result


def _seconds(run: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def write_city(folder: Path, city: City) -> float:
    """The city and its index as files; seconds that the index took."""
    from matching.index import build_index

    seconds, index = _seconds(lambda: build_index(city.pool))
    near = {"skills": city.nearness.skills, "occupations": city.nearness.occupations}
    for name, columns in (
        ("pool", city.pool.columns()), ("index", index.columns()), ("lines", city.lines.columns()), ("near", near)
    ):  # fmt: skip
        (folder / name).mkdir()
        for column, values in columns.items():
            np.save(folder / name / f"{column}.npy", values)
    return seconds


def read_columns(folder: Path, name: str) -> dict[str, NDArray[Any]]:
    """The arrays of one table, mapped."""
    return {file.stem: np.load(file, mmap_mode="r") for file in sorted((folder / name).glob("*.npy"))}


def plan_ours(folder: Path, a_seat: int) -> dict[str, Any]:
    """Candidates and solve over the city in `folder`, in this process; arrays go there, too."""
    from matching import candidates
    from matching.candidates import Market, plan_market
    from matching.index import PoolIndex
    from matching.parts import whole
    from matching.plan import PLAIN, compared, plan

    candidates.A_SEAT = a_seat or candidates.A_SEAT
    pool = Pool.from_columns(read_columns(folder, "pool"))
    lines = Lines.from_columns({name: np.array(values) for name, values in read_columns(folder, "lines").items()})
    index = PoolIndex.from_columns(read_columns(folder, "index"))
    nearness = Nearness(**{name: np.array(values) for name, values in read_columns(folder, "near").items()})
    seats = lines.seats.astype(np.int64)
    few = np.arange(min(3, len(lines)))
    warm = Market((whole(pool, index),), lines.take(few), nearness, DEFAULT, TODAY, THREADS)
    plan_market(warm, seats[few])

    market = Market((whole(pool, index),), lines, nearness, DEFAULT, TODAY, THREADS)
    total_s, found = _seconds(lambda: plan_market(market, seats))
    solve = lambda: plan(found.lists, seats, len(pool), PLAIN, ties=lines.tie)  # noqa: E731
    ours_s, runs, made = timed(solve)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    simpler = compared(found.lists, seats, len(pool))
    np.savez(folder / "found.npz", line_of=made.line_of, held=made.held, seat_price=made.seat_price,
             offsets=found.lists.offsets, labourer=found.lists.labourer, scores=found.lists.scores)  # fmt: skip
    return {
        "total_s": total_s, "ours_s": ours_s, "ours_runs": runs, "peak_mib": peak, "rounds": found.rounds,
        "edges": len(found.lists.labourer), "filled": made.filled, "value": made.value, "bound": made.bound,
        "bound_all_pairs": found.bound, "greedy_value": simpler.greedy, "row_by_row_value": simpler.row_by_row,
    }  # fmt: skip


def plan_with_ortools(lists: Shortlists, seats: NDArray[np.int64]) -> int:
    """The greatest value over the same edges, by min-cost flow; an empty seat is worth nothing."""
    from ortools.graph.python import min_cost_flow

    lines, (people, labourer) = len(seats), np.unique(lists.labourer, return_inverse=True)
    line = np.repeat(np.arange(lines), np.diff(lists.offsets))
    flow = min_cost_flow.SimpleMinCostFlow()
    first, total = 2 + lines, int(seats.sum())
    flow.add_arcs_with_capacity_and_unit_cost(line + 2, labourer + first, np.ones_like(line), -lists.scores)
    flow.add_arcs_with_capacity_and_unit_cost(np.zeros_like(seats), np.arange(lines) + 2, seats, np.zeros_like(seats))
    ends = np.arange(len(people)) + first
    flow.add_arcs_with_capacity_and_unit_cost(ends, np.ones_like(ends), np.ones_like(ends), np.zeros_like(ends))
    flow.add_arc_with_capacity_and_unit_cost(0, 1, total, 0)
    flow.set_node_supply(0, total)
    flow.set_node_supply(1, -total)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the peer found no optimum")
    return int(-flow.optimal_cost())


def judged(city: City, arrays: Any, value: int, bound: int) -> list[str]:
    """Names of everything that the judge finds wrong."""
    seats, people = city.lines.seats.astype(np.int64), np.flatnonzero(arrays["line_of"] >= 0)
    scores = arrays["scores"][arrays["held"][people]]
    claim = Claim(people, arrays["line_of"][people], scores, seats, value, bound)
    found = judge_plan(claim, Promise())
    found += judge_pairs(claim, city.pool, city.lines, city.nearness, DEFAULT, TODAY)
    edges = (arrays[name] for name in ("offsets", "labourer", "scores"))
    found += judge_bound(*edges, seats, arrays["seat_price"], bound)
    return [each.name for each in found]


def measure(labourers: int, orders: int, seats: int, a_seat: int) -> dict[str, Any]:
    """Ours, the peer and the judge on one city."""
    city = invent(labourers, orders, seats)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        index_s = write_city(folder, city)
        command = [sys.executable, "-P", "-m", "benchmarks.plan", "--folder", name, "--a-seat", str(a_seat)]
        ours = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        with np.load(folder / "found.npz") as file:
            arrays = dict(file)
    lists = Shortlists(arrays["offsets"], arrays["labourer"], arrays["scores"])
    ortools_s, runs, peer = timed(lambda: plan_with_ortools(lists, city.lines.seats.astype(np.int64)))
    wrong = judged(city, arrays, ours["value"], ours["bound"])
    values = ("value", "bound", "bound_all_pairs", "greedy_value", "row_by_row_value")
    return {
        "labourers": labourers, "orders": orders, "seats": int(city.lines.seats.sum()), "threads": THREADS,
        "index_s": round(index_s, 2), "ortools_runs": runs,
        **{key: round(each, 4) for key, each in ours.items() if key not in values},
        **{key: ours[key] / POINT for key in values},
        "ortools_s": round(ortools_s, 3), "ortools_value": peer / POINT,
        "gap": (ours["bound"] - ours["value"]) / ours["bound"],
        "gap_all_pairs": (ours["bound_all_pairs"] - ours["value"]) / ours["bound_all_pairs"],
        "violations": len(wrong), "violated": sorted(set(wrong)),
    }  # fmt: skip


@click.command()
@click.option("--labourers", type=click.IntRange(1), default=134_000, show_default=True)
@click.option("--orders", type=click.IntRange(1), default=500, show_default=True, help="One post each.")
@click.option("--seats", type=click.IntRange(1), default=13_850, show_default=True)
@click.option("--a-seat", type=click.IntRange(0), default=0, help="Candidates a seat; 0 as the plan has it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@click.option("--folder", type=click.Path(exists=True, path_type=Path), hidden=True)
def main(labourers: int, orders: int, seats: int, a_seat: int, as_json: bool, folder: Path | None) -> None:
    """Plan an invented city."""
    if folder is not None:
        click.echo(json.dumps(plan_ours(folder, a_seat)))
        return
    result = {"machine": machine(), **measure(labourers, orders, seats, a_seat)}
    click.echo(json.dumps(result, ensure_ascii=False, indent=None if as_json else 2))


if __name__ == "__main__":
    main()
