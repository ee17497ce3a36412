"""How fast and how well titles find their occupation: `python -m benchmarks.link --titles FILE [--json]`.

FILE is a CSV with the columns `title` and, where labelled, `code`; or plain text, one title a line. The peer is
rapidfuzz's `WRatio` alone over the same names. Speeds are medians of `RUNS` runs after a warm-up.
"""

import csv
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
from matching.link import Linker, best_columns
from services.dictionary import dictionary_texts

DATA = Path(__file__).parents[1] / "fixtures" / "data"
TOP = 10
RUNS = 5


def read_titles(source: Path) -> tuple[list[str], list[str] | None]:
    """The titles and, where the file has them, their codes."""
    lines = source.read_text(encoding="utf-8-sig").splitlines()
    if source.suffix != ".csv":
        return [line for line in lines if line.strip()], None
    rows = list(csv.DictReader(lines))
    return [row["title"] for row in rows], [row["code"] for row in rows] if rows and "code" in rows[0] else None


def occupation_names() -> tuple[list[str], list[str]]:
    """Codes and names: the dictionary's level-4 occupations, then our own everyday names for them."""
    pairs = [(row["code"], row["name"]) for row in _rows("occupations_2022_names.csv") if row["level"] == "4"]
    known = {code for code, _ in pairs}
    pairs += [(row["occupation"], row["name"]) for row in _rows("occupation_names.csv") if row["occupation"] in known]
    return [code for code, _ in pairs], [name for _, name in pairs]


def _rows(name: str) -> list[dict[str, str]]:
    source = DATA / name
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines())) if source.exists() else []


def median_seconds(run: Callable[[], Any]) -> float:
    """Median wall time of `RUNS` runs after one that does not count."""
    run()
    return statistics.median(_seconds(run) for _ in range(RUNS))


def _seconds(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def accuracy(found: NDArray[np.int32], codes: list[str], truth: list[str] | None) -> dict[str, float | None]:
    """Share of titles whose code is first, and among the first five, and the mean reciprocal rank within `TOP`."""
    if truth is None:
        return {"at_1": None, "at_5": None, "mrr": None}
    place = {code: index for index, code in enumerate(codes)}
    hits = found == np.array([place.get(code, -2) for code in truth])[:, None]
    ranks = 1 / np.arange(1, hits.shape[1] + 1)
    shares = {"at_1": hits[:, 0].mean(), "at_5": hits[:, :5].any(axis=1).mean(), "mrr": (hits * ranks).sum(1).mean()}
    return {key: round(float(share), 4) for key, share in shares.items()}


def measure(titles: list[str], truth: list[str] | None) -> dict[str, Any]:
    """Our linker and the peer on the same titles and names."""
    owners, names = occupation_names()
    codes = list(dict.fromkeys(owners))
    place = {code: index for index, code in enumerate(codes)}
    targets = np.array([place[code] for code in owners], np.int32)
    documents = {place[code]: text for code, text in dictionary_texts().items() if code in place}

    start = time.perf_counter()
    linker = Linker(names, targets, documents=documents)
    built = time.perf_counter() - start

    def peer() -> NDArray[np.int32]:
        return targets[best_columns(process.cdist(titles, names, scorer=fuzz.WRatio, workers=1), TOP)]

    matches = linker.match(titles, TOP)
    return {
        "titles": len(titles),
        "names": len(names),
        "occupations": len(codes),
        "documents": len(documents),
        "build_s": round(built, 3),
        "per_s": round(len(titles) / median_seconds(lambda: linker.match(titles, TOP)), 1),
        **accuracy(matches.targets, codes, truth),
        "sure": round(float(matches.sure().mean()), 4),
        "rapidfuzz": {
            "per_s": round(len(titles) / median_seconds(peer), 1),
            **accuracy(peer(), codes, truth),
        },
    }


@click.command()
@click.option("--titles", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def main(titles: Path, as_json: bool) -> None:
    """Measure linking on FILE."""
    result = {"machine": machine(), **measure(*read_titles(titles))}
    click.echo(json.dumps(result, ensure_ascii=False, indent=None if as_json else 2))


if __name__ == "__main__":
    main()
