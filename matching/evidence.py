"""What speaks for each candidate target of a title, as columns of numbers for a ranker (`matching/ranker.py`).

A target is known by its names, by texts about it (a dictionary's definition and tasks) and by the classes it stands in.
Every source is asked about all targets at once through character n-grams (`matching/grams.py`). The `CANDIDATES` best,
by a weighted sum and by what was found letter by letter (`matching/aliases.py`), get the closer look
(`matching/closeness.py`): agreement with their own name and with the likest of their names.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.aliases import EXACT, OUTSIDE, PART, SOUND, AliasBook
from matching.best import best_columns
from matching.closeness import Letters, closeness
from matching.grams import BEGIN, END, FloatArray, IntArray, Read, Together, Vocabulary, Weighed, summed
from matching.text import head, normalise, stem

CANDIDATES = 24
COMMONEST = 0.02  # n-grams of more than this share of all names say nothing about one name
HEAD_DOUBT = 5  # names that a class would need to be believed about the heads of its titles
LITERAL = 100.0  # what was found letter by letter is a candidate before all else

# Weight of each source when candidates are chosen; OTHER for texts and for meaning.
FIRST = {"known": 1.0, "stem": 0.7, "own": 0.3, "small": 0.4, "middle": 0.2}
OTHER = 0.4
GRADES = {"exact": EXACT, "outside": OUTSIDE, "part": PART, "sound": SOUND}


class Known(NamedTuple):
    """What is known of targets 0..T-1, at least one name of each.

    `names[i]` is a name of target `owners[i]`, and the first of a target its own; `texts`: by source, a text of each
    target, which may be empty; `classes`: by name, int32[T], the class of each, of which "middle" must be one.
    """

    names: Sequence[str]
    owners: IntArray
    texts: Mapping[str, Sequence[str]]
    classes: Mapping[str, IntArray]


class Candidates(NamedTuple):
    """Of n titles the k likeliest targets int32[n, k] and what speaks for them float32[n, k, F], with its names.

    `exact` bool[n, k]: the title, normalised, is a name of the target.
    """

    targets: IntArray
    values: FloatArray
    features: tuple[str, ...]
    exact: NDArray[np.bool_]

    def column(self, feature: str) -> FloatArray:
        """float32[n, k]."""
        return self.values[:, :, self.features.index(feature)]


class Evidence:
    """Gathers the evidence for titles from what is known of the targets."""

    def __init__(self, known: Known) -> None:
        order = np.argsort(known.owners, kind="stable")
        self.size = int(known.owners.max()) + 1
        self._owners = known.owners[order]
        self._starts = np.searchsorted(self._owners, np.arange(self.size)).astype(np.int32)
        names = [known.names[i] for i in order]
        keys = [normalise(name) for name in names]
        self._aliases = AliasBook(names, keys)
        self._letters = Letters.of(keys)
        self._classes = known.classes
        self._weigh(keys, known.texts)
        self._amounts = np.diff(np.append(self._starts, len(keys)))
        self._heads = self._head_odds(keys)

    def _weigh(self, keys: Sequence[str], texts: Mapping[str, Sequence[str]]) -> None:
        marked = [f"{BEGIN}{key}{END}" for key in keys]
        prose = [list(map(normalise, each)) for each in texts.values()]
        self._vocabulary, (names, *counts) = Vocabulary.count(marked, *prose)
        told = dict(zip(texts, counts, strict=True))
        everything = summed(names, self._owners, self.size) + sum(told.values())
        self._names, self._known = Weighed(names, COMMONEST), Weighed(everything)
        sources = {"known": self._known, "own": Weighed(names[self._starts])}
        sources |= {source: Weighed(each) for source, each in told.items()}
        for name, classes in self._classes.items():
            sources[name] = Weighed(summed(everything, classes, int(classes.max()) + 1))
        self._sources = Together(sources)

    def of(self, titles: Sequence[str], meaning: Mapping[str, FloatArray] | None = None) -> Candidates:
        """The candidates of each title; `meaning`: more sources, each float32[n, T], such as cosines of embeddings."""
        keys = [normalise(title) for title in titles]
        read = self._vocabulary.read(keys)
        sources = self._ask(keys, read) | dict(meaning or {})
        grades = self._grades(titles)
        targets = _likeliest(sources, grades)
        likest, best = self._likest(self._names.scores(read), targets)
        columns = {"names": best, "names_behind": best.max(axis=1, keepdims=True) - best} | _relative(sources, targets)
        columns |= {name: _pick(grade, targets) for name, grade in grades.items()}
        letters = Letters.of(keys)
        for kind, names in (("own", self._starts[targets]), ("likest", likest)):
            close = closeness(letters, self._letters, names)
            columns |= {f"{kind}_{feature}": values for feature, values in close.items()}
        columns |= {"amount": np.log(self._amounts[targets]).astype(np.float32), "head": self._head(keys, targets)}
        return Candidates(targets, np.stack(list(columns.values()), axis=2), tuple(columns), columns["exact"] > 0)

    def _ask(self, keys: Sequence[str], read: Read) -> dict[str, FloatArray]:
        """By source float32[n, T]."""
        found = self._sources.scores(read)
        found |= {name: found[name][:, classes] for name, classes in self._classes.items()}
        found["stem"] = self._known.scores(self._vocabulary.read(list(map(stem, keys))))
        return found

    def _grades(self, titles: Sequence[str]) -> dict[str, FloatArray]:
        """By grade float32[n, T]: 1 where some name was found so; "inside" the score of a name inside the title."""
        grades = {name: np.zeros((len(titles), self.size), np.float32) for name in (*GRADES, "inside")}
        for row, title in enumerate(titles):
            for name, score in self._aliases.hits(title).items():
                grade = next((name for name, least in GRADES.items() if score >= least), "inside")
                cell = row, self._owners[name]
                grades[grade][cell] = max(grades[grade][cell], score if grade == "inside" else 1)
        return grades

    def _likest(self, by_name: FloatArray, targets: IntArray) -> tuple[IntArray, FloatArray]:
        """Of each target the first name that scores best, int32[n, k], and its score, float32[n, k]."""
        asked = targets.ravel()
        amounts = self._amounts[asked]
        begins = np.cumsum(amounts) - amounts
        cells = np.repeat(np.arange(len(asked)), amounts)
        names = np.arange(len(cells)) + (self._starts[asked] - begins)[cells]
        scores = by_name[cells // targets.shape[1], names]
        best = np.maximum.reduceat(scores, begins)
        first = np.flatnonzero(scores == best[cells])[::-1]
        likest = np.empty(len(asked), np.int32)
        likest[cells[first]] = names[first]
        return likest.reshape(targets.shape), best.reshape(targets.shape)

    def _head_odds(self, keys: Sequence[str]) -> dict[str, FloatArray]:
        """By last character float32[T]: log of how much commoner it is in the target's middle class than overall."""
        classes, heads = self._classes["middle"], list(map(head, keys))
        index = {each: row for row, each in enumerate(dict.fromkeys(heads))}
        counts = np.zeros((len(index), int(classes.max()) + 1))
        np.add.at(counts, (np.array([index[each] for each in heads]), classes[self._owners]), 1)
        share = counts.sum(axis=1, keepdims=True) / counts.sum()
        odds = np.log((counts + HEAD_DOUBT * share) / (counts.sum(axis=0) + HEAD_DOUBT) / share).astype(np.float32)
        return {each: odds[row, classes] for each, row in index.items()}

    def _head(self, keys: Sequence[str], targets: IntArray) -> FloatArray:
        nothing = np.zeros(self.size, np.float32)
        return _pick(np.stack([self._heads.get(head(key), nothing) for key in keys]), targets)


def _likeliest(sources: Mapping[str, FloatArray], grades: Mapping[str, FloatArray]) -> IntArray:
    """int32[n, k]: candidates of each title, the likeliest first, ties by target."""
    first = sum(FIRST.get(source, OTHER) * scores for source, scores in sources.items())
    return best_columns(first + LITERAL * np.maximum.reduce(list(grades.values())), CANDIDATES)


def _relative(sources: Mapping[str, FloatArray], targets: IntArray) -> dict[str, FloatArray]:
    """Each source's score of the candidates, and how far it is behind the best of all targets."""
    columns = {}
    for source, scores in sources.items():
        columns[source] = _pick(scores, targets)
        columns[f"{source}_behind"] = scores.max(axis=1, keepdims=True) - columns[source]
    return columns


def _pick(scores: FloatArray, targets: IntArray) -> FloatArray:
    return np.take_along_axis(scores, targets, axis=1)
