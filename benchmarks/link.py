"""How fast and how well titles find their occupation: `python -m benchmarks.link --titles FILE [--json]`.

FILE is a CSV with the columns `title` and, where labelled, `code` and perhaps `kind`; or plain text, one title a line.
The figures are those of the committed coefficients. On the titles that these were fitted on they flatter; there
`left_out` tells the figures of titles whose occupations were left out of the fit (`benchmarks/train_link.py`). The peer
is rapidfuzz's `WRatio` alone over the same names, on every n-th title, `PEER_TITLES` in all, in one run. Our speed is
the median of `RUNS` runs after a warm-up.
"""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from benchmarks.machine import machine
from benchmarks.occupations import Occupations, Titles, read_occupations, read_titles
from benchmarks.train_link import FOLDS, parts_of, train
from matching.best import best_columns
from matching.ranked import RankedLinker
from services.linking import ranker

TOP = 10
RUNS = 5
PEER_TITLES = 60

IntArray = NDArray[np.int32]


def median_seconds(run: Callable[[], Any]) -> float:
    """Median wall time of `RUNS` runs after one that does not count."""
    run()
    return statistics.median(_seconds(run) for _ in range(RUNS))


def _seconds(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def accuracy(found: IntArray, truth: IntArray) -> dict[str, float]:
    """Share of titles whose occupation is first, and among the first five, and the mean reciprocal rank in `TOP`."""
    hits = found == truth[:, None]
    ranks = 1 / np.arange(1, hits.shape[1] + 1)
    shares = {"at_1": hits[:, 0].mean(), "at_5": hits[:, :5].any(axis=1).mean(), "mrr": (hits * ranks).sum(1).mean()}
    return {key: round(float(share), 4) for key, share in shares.items()}


def by_rapidfuzz(titles: list[str], known: Occupations) -> IntArray:
    """int32[n, TOP]: the occupations whose likest name by `WRatio` is likest."""
    order = np.argsort(known.owners, kind="stable")
    starts = np.flatnonzero(np.diff(known.owners[order], prepend=-1))
    scores = process.cdist(titles, [known.names[row] for row in order], scorer=fuzz.WRatio, workers=1)
    return best_columns(np.maximum.reduceat(scores, starts, axis=1), TOP)


def peer(titles: Titles, known: Occupations, truth: IntArray | None) -> dict[str, Any]:
    """rapidfuzz on a part of the titles."""
    rows = np.unique(np.linspace(0, len(titles.titles) - 1, PEER_TITLES).astype(int))
    chosen, start = [titles.titles[row] for row in rows], time.perf_counter()
    found = by_rapidfuzz(chosen, known)
    told = {"titles": len(rows), "per_s": round(len(rows) / (time.perf_counter() - start), 1)}
    return told if truth is None else told | accuracy(found, truth[rows])


def measure(titles: Titles) -> dict[str, Any]:
    """Our linker and the peer on the same titles and names."""
    known, start = read_occupations(), time.perf_counter()
    linker = RankedLinker(known.known(), ranker())
    built, size = time.perf_counter() - start, len(titles.titles)
    matches = linker.match(titles.titles, TOP)
    told = {
        "titles": size,
        "names": len(known.names),
        "build_s": round(built, 3),
        "per_s": round(size / median_seconds(lambda: linker.match(titles.titles, TOP)), 1),
        "sure": round(float(matches.sure().mean()), 4),
    }
    if titles.codes is None:
        return told | {"at_1": None, "at_5": None, "mrr": None, "rapidfuzz": peer(titles, known, None)}
    truth = known.place(titles.codes)
    bare = RankedLinker(known.known(texts=False), ranker()).match(titles.titles, TOP).targets
    chosen = parts_of(titles, known, truth)
    return told | {
        **accuracy(matches.targets, truth),
        **{name: accuracy(matches.targets[part], truth[part]) for name, part in chosen.items() if part.any()},
        "without_dictionary": accuracy(bare, truth),
        "left_out": train(titles)[1] if len(set(titles.codes)) >= FOLDS else None,
        "rapidfuzz": peer(titles, known, truth),
    }


@click.command()
@click.option("--titles", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def main(titles: Path, as_json: bool) -> None:
    """Measure linking on FILE."""
    result = {"machine": machine(), **measure(read_titles(titles))}
    click.echo(json.dumps(result, ensure_ascii=False, indent=None if as_json else 2))


if __name__ == "__main__":
    main()
