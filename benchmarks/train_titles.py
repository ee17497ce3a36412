"""Fits what meaning of titles is compared by: `python -m benchmarks.train_titles [--write]`.

The groups of `benchmarks/office_titles.txt`, titles of one meaning a line, are our own. The directions along which such
titles differ are the leading eigenvectors of the scatter within groups, shrunk by sqrt(r m / (w + r m)) for an
eigenvalue w, their mean m and the ridge r. The figures are mean average precisions: a fold of groups is left out of
the fit, and each of its titles is looked for among the other titles of that fold (three quarters of them listed).
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GroupKFold, KFold

from benchmarks.occupations import read_occupations
from matching.abbreviations import HAN, written_out
from matching.likeness import Likeness, Source
from matching.meaning import FloatArray, Shrinking, installed, unit, write_shrinkings
from services.linking import occupation_linker
from services.titles import BY_OCCUPATION, MEANING, occupation_vectors

GROUPS = Path(__file__).parent / "office_titles.txt"
RIDGE = 1.0
DIRECTIONS = 32
FOLDS, LISTS = 3, 4

Vectors = dict[str, FloatArray]


class Titles(NamedTuple):
    """Titles, the group of each int[n], and whether its group is Chinese bool[n]."""

    texts: list[str]
    groups: NDArray[np.int64]
    chinese: NDArray[np.bool_]


def read_groups(file: Path = GROUPS) -> Titles:
    """Every title with its group."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    pairs = [(title.strip(), group) for group, line in enumerate(lines) for title in line.split(";")]
    groups = np.array([group for _, group in pairs])
    return Titles([title for title, _ in pairs], groups, np.array([bool(HAN.search(lines[g])) for g in groups]))


def fit(vectors: FloatArray, titles: Titles, chosen: NDArray[np.int64]) -> Shrinking:
    """The directions of the titles `chosen`."""
    centred = np.zeros_like(vectors)
    for language in (True, False):
        rows = chosen[titles.chinese[chosen] == language]
        centred[rows] = unit(vectors[rows] - vectors[rows].mean(axis=0))
    within = np.concatenate([centred[rows] - centred[rows].mean(axis=0) for rows in _by_group(titles.groups, chosen)])
    scatter, directions = np.linalg.eigh(within.T @ within / len(within))
    ridge = RIDGE * scatter.mean()
    scales = np.sqrt(ridge / (np.maximum(scatter, 0) + ridge))
    return Shrinking(directions.T[::-1][:DIRECTIONS], (scales / scales.max())[::-1][:DIRECTIONS])


def _by_group(groups: NDArray[np.int64], chosen: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    return (chosen[groups[chosen] == group] for group in np.unique(groups[chosen]))


def precision(titles: Titles, rank: Callable[[NDArray[np.int64], NDArray[np.int64]], Any]) -> dict[str, float]:
    """Mean average precision by language; `rank(listed, asked)` answers int[asked, listed], best first."""
    found: dict[str, list[float]] = {"english": [], "chinese": []}
    for _, fold in GroupKFold(FOLDS).split(titles.texts, groups=titles.groups):
        for language, name in ((False, "english"), (True, "chinese")):
            rows = fold[titles.chinese[fold] == language]
            for listed, asked in KFold(LISTS, shuffle=True, random_state=0).split(rows):
                for row, order in zip(rows[asked], rank(rows[listed], rows[asked]), strict=True):
                    found[name] += _average(titles.groups[rows[listed]][order] == titles.groups[row])
    return {name: round(float(np.mean(each)), 4) for name, each in found.items()}


def _average(relevant: NDArray[np.bool_]) -> list[float]:
    places = np.flatnonzero(relevant)
    return [float((np.arange(1, len(places) + 1) / (places + 1)).mean())] if len(places) else []


def by_letters(titles: Titles) -> Any:
    """TF-IDF of character 1-4-grams within words."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True).fit_transform(titles.texts)
    return lambda listed, asked: np.argsort(-(vectors[asked] @ vectors[listed].T).toarray(), axis=1, kind="stable")


def by_cosine(vectors: FloatArray) -> Any:
    """Raw vectors of one encoder."""
    return lambda listed, asked: np.argsort(-(vectors[asked] @ vectors[listed].T), axis=1, kind="stable")


def by_meaning(titles: Titles, encoded: Vectors, *, occupations: FloatArray | None) -> Any:
    """Ours, with the directions fitted on the other folds."""
    index = {text: row for row, text in enumerate(titles.texts)}

    def rank(listed: NDArray[np.int64], asked: NDArray[np.int64]) -> Any:
        here = GroupKFold(FOLDS).split(titles.texts, groups=titles.groups)
        learnt = next(chosen for chosen, fold in here if asked[0] in fold)
        found = [Source(_rows(vectors, index), 1.0, fit(vectors, titles, learnt)) for vectors in encoded.values()]
        if occupations is not None:
            found.append(Source(_rows(occupations, index), BY_OCCUPATION, centred=False))
        texts = [titles.texts[row] for row in listed]
        return Likeness(texts, found).nearest([titles.texts[row] for row in asked], len(texts))[0]

    return rank


def _rows(vectors: FloatArray, index: dict[str, int]) -> Any:
    return lambda texts: vectors[[index[text] for text in texts]]


def figures(titles: Titles, encoded: Vectors, plain: Vectors, occupations: FloatArray) -> dict[str, Any]:
    """Each way of ranking by its mean average precision."""
    ranks = {"letters": by_letters(titles)} | {name: by_cosine(vectors) for name, vectors in plain.items()}
    ranks["meaning"] = by_meaning(titles, encoded, occupations=None)
    ranks["meaning_and_occupations"] = by_meaning(titles, encoded, occupations=occupations)
    return {name: precision(titles, rank) for name, rank in ranks.items()}


@click.command()
@click.option("--write", is_flag=True, help="Keep the directions.")
def main(write: bool) -> None:
    """Fit on our own groups of titles and print the figures of groups left out."""
    titles, known = read_groups(), read_occupations()
    plain = {name: unit(encode(titles.texts)) for name, encode in installed().items()}
    encoded = {name: encode(list(map(written_out, titles.texts))) for name, encode in installed().items()}
    linker = occupation_linker(known.codes, known.names, known.owners)
    occupations = occupation_vectors(linker, len(known.codes))(titles.texts)
    click.echo(json.dumps(figures(titles, encoded, plain, occupations), indent=2))
    if write:
        everything = np.arange(len(titles.texts))
        write_shrinkings(MEANING, {name: fit(vectors, titles, everything) for name, vectors in encoded.items()})


if __name__ == "__main__":
    main()
