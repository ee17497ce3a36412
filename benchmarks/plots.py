"""The plots of `docs/plots`, drawn from what the benchmarks printed.

    python -m benchmarks.plots rank FILE ... > docs/plots/rank.json    # what `benchmarks.rank --json` printed
    python -m benchmarks.plots gap --labourers 1340000 > docs/plots/gap.json
    python -m benchmarks.plots draw                                     # both SVGs from both files

`gap` plans an invented city with candidates found once, then solves it again for each tolerance: the time each took and
how far its value is from the bound that its prices prove, beside both greedy ways and OR-Tools on the same edges.
"""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks.city import TODAY, invent
from benchmarks.machine import machine
from benchmarks.plan import THREADS, plan_with_ortools
from matching.index import build_index
from matching.parts import whole
from matching.weights import DEFAULT, POINT

FOLDER = Path(__file__).parent.parent / "docs" / "plots"
TOLERANCES = (5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 20_000)
RUNS = 9
LOOKS = {
    "ours": ("#0b6e4f", "o"),
    "memory limit": ("#8d99ae", "x"),
    "Polars": ("#c9622b", "s"),
    "DuckDB": ("#7b4ea3", "^"),
}

BESIDE = {"Polars": "bottom", "DuckDB": "top"}  # their figures lie near each other


@click.group()
def main() -> None:
    """Plots."""


@main.command("rank")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def gather_rank(files: tuple[Path, ...]) -> None:
    """Put results of `benchmarks.rank --json` together, the smallest pool first."""
    found = sorted((json.loads(file.read_text()) for file in files), key=lambda each: each["labourers"])
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))


@main.command("gap")
@click.option("--labourers", default=134_000, show_default=True)
@click.option("--orders", default=500, show_default=True)
@click.option("--seats", default=13_850, show_default=True)
def measure_gap(labourers: int, orders: int, seats: int) -> None:
    """Time and gap of the solve, by tolerance."""
    from matching import assignment
    from matching.candidates import Market, plan_market
    from matching.plan import PLAIN, compared, plan

    city = invent(labourers, orders, seats)
    wanted, part = city.lines.seats.astype(np.int64), whole(city.pool, build_index(city.pool))
    market = Market((part,), city.lines, city.nearness, DEFAULT, TODAY, THREADS)
    found = plan_market(market, wanted)
    points = []
    for assignment.TOLERANCE in TOLERANCES:
        taken, made = timed(lambda: plan(found.lists, wanted, labourers, PLAIN, ties=city.lines.tie))
        points.append({"tolerance": assignment.TOLERANCE, "s": taken, "gap": 1 - made.value / made.bound})
    taken, exact = timed(lambda: plan_with_ortools(found.lists, wanted))
    simpler = compared(found.lists, wanted, labourers)
    result = {
        "synthetic": True, "machine": machine(), "labourers": labourers, "orders": orders,
        "seats": int(wanted.sum()), "edges": len(found.lists.labourer), "runs": RUNS, "ours": points,
        "ortools": {"s": taken, "value": exact / POINT},
        "below_optimum": {"global greedy": 1 - simpler.greedy / exact, "line by line": 1 - simpler.row_by_row / exact},
    }  # fmt: skip
    click.echo(json.dumps(result, ensure_ascii=False, indent=1))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Median seconds of `RUNS` runs, and what the last one gave."""
    taken, result = [], None
    for _ in range(RUNS):
        started = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - started)
    return round(statistics.median(taken), 4), result


@main.command("draw")
def draw_all() -> None:
    """Draw both."""
    for name, draw in (("rank", draw_rank), ("gap", draw_gap)):
        draw(json.loads((FOLDER / f"{name}.json").read_text()), FOLDER / f"{name}.svg")
        click.echo(FOLDER / f"{name}.svg")


def draw_rank(results: list[dict[str, Any]], file: Path) -> None:
    """Milliseconds of the typical question against the size of the pool, all in one figure on two logarithmic axes."""
    figure, axes = _figure()
    for name, key in (
        ("DuckDB", "duckdb_ms"),
        ("Polars", "polars_ms"),
        ("memory limit", "memory_limit_ms"),
        ("ours", "ours_ms"),
    ):
        known = [(each["labourers"], each[key]) for each in results if each.get(key) is not None]
        colour, mark = LOOKS[name]
        axes.plot(*zip(*known, strict=True), color=colour, marker=mark, label=name, linewidth=1.6)
        axes.annotate(f" {known[-1][1]:.0f} ms", known[-1], color=colour, va=BESIDE.get(name, "center"))
    axes.margins(x=0.12)
    axes.set(xscale="log", yscale="log", xlabel="labourers (synthetic)", ylabel="ms to the 50 best")
    axes.set_title("The typical question, against the size of the pool")
    _save(figure, axes, file)


def draw_gap(result: dict[str, Any], file: Path) -> None:
    """Share of the value that is missing, against seconds of the solve."""
    figure, axes = _figure()
    ours = [(each["s"], 100 * each["gap"]) for each in result["ours"]]
    axes.plot(*zip(*ours, strict=True), color=LOOKS["ours"][0], marker="o", label="auction: gap to its own bound")
    for each, (seconds, gap) in zip(result["ours"], ours, strict=True):
        axes.annotate(f" 1/{each['tolerance']:,}", (seconds, gap), fontsize=7, color="#555555")
    for missing in result["below_optimum"].values():
        axes.axhline(100 * missing, linestyle=":", color="#888888")
    said = ", ".join(f"{name} {100 * missing:.2f} %" for name, missing in result["below_optimum"].items())
    axes.annotate(f"{said} below the optimum", (0.02, 0.93), xycoords="axes fraction", fontsize=8)
    axes.axvline(result["ortools"]["s"], linestyle="--", color=LOOKS["DuckDB"][0])
    axes.annotate("OR-Tools: the optimum ", (result["ortools"]["s"], ours[-1][1]), ha="right", fontsize=8)
    axes.margins(y=0.2)
    axes.set(xscale="log", yscale="log", xlabel="seconds of the solve", ylabel="% missing")
    axes.set_title(f"{result['seats']:,} seats, {result['labourers']:,} labourers (synthetic): gap against time")
    _save(figure, axes, file)


def _figure() -> tuple[Any, Any]:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "sunmatch", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(7, 4.2))


def _save(figure: Any, axes: Any, file: Path) -> None:
    axes.grid(visible=True, which="major", color="#dddddd", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(file, format="svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
