"""How near two skills, or two occupations, are: whole millionths, symmetric, 1,000,000 for a thing with itself.

Both combine independent pieces of evidence that someone who can do the one can soon do the other. Each piece e in
0..1 with trust t in 0..1 leaves the share of doubt 1 - t e, and the doubts multiply ("noisy or": Pearl,
Probabilistic Reasoning in Intelligent Systems, 1988, chapter 4):

    near = 1 - (1 - t1 e1) (1 - t2 e2) ...

so agreement adds up and can never pass 1, and no piece alone can pass its trust. Values below a threshold are 0: what
is only faintly alike must not earn points. Different things stay at or below `NEAREST`, below identity.

Evidence from a tree is the likeness of Wu and Palmer (1994): 2 d(lca) / (d(a) + d(b)), where d counts levels from 1
at the root of a family and lca is the lowest common ancestor; without one it is 0. Siblings under a root get 1/2,
parent and child at levels 1 and 2 get 2/3, cousins at level 3 get 1/3.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.ngrams import FloatArray, NgramIndex
from matching.text import normalise

IntArray = NDArray[np.int32]

MILLION = 1_000_000
NEAREST = 950_000
BLOCK = 500  # names compared with all others at once: bounds memory

SKILL_TRUST = {"tree": 0.80, "names": 0.60, "occupation": 0.45}
SKILL_THRESHOLD = 0.25
OCCUPATION_TRUST = {"tree": 0.80, "names": 0.60}
OCCUPATION_THRESHOLD = 0.30


def skill_nearness(parents: IntArray, names: Sequence[Sequence[str]], occupations: IntArray) -> IntArray:
    """int32[S, S] in millionths from the skill tree, a shared occupation and the likeness of names.

    `parents` int32[S]: dense index of the parent, -1 at a root. `names`: per skill its canonical name, then aliases;
    the likeness is that of the best pair (TF-IDF cosine of character 1-3-grams). `occupations` int32[S]: dense
    occupation, -1 for none. Raises ValueError when `parents` has a cycle.
    """
    tree = tree_likeness(_ancestry(np.asarray(parents, np.int64)))
    shared = (occupations[:, None] == occupations[None, :]) & (np.asarray(occupations)[:, None] >= 0)
    trust = SKILL_TRUST
    doubt = (1 - trust["tree"] * tree) * (1 - trust["names"] * best_name_likeness(names))
    return _millionths(1 - doubt * (1 - trust["occupation"] * shared), SKILL_THRESHOLD)


def occupation_nearness(codes: Sequence[str], names: Sequence[str]) -> IntArray:
    """int32[O, O] in millionths from codes such as "6-18-02-04" (large, middle, small class, detail) and names.

    The code is its own tree; trailing "00" parts name a whole class. Two details of one small class get 3/4 from the
    tree, of one middle class 1/2, of one large class 1/4, which by itself stays below the threshold.
    """
    tree = tree_likeness(_code_paths(codes))
    text = best_name_likeness([[name] for name in names])
    trust = OCCUPATION_TRUST
    return _millionths(1 - (1 - trust["tree"] * tree) * (1 - trust["names"] * text), OCCUPATION_THRESHOLD)


def tree_likeness(paths: IntArray) -> FloatArray:
    """Wu and Palmer's likeness float64[n, n] of paths int32[n, depth]: root first, -1 where a path has ended."""
    depth = (paths >= 0).sum(axis=1)
    together = np.ones((len(paths), len(paths)), bool)
    common = np.zeros(together.shape)
    for level in paths.T:
        together &= (level[:, None] == level[None, :]) & (level >= 0)[:, None]
        common += together
    likeness: FloatArray = 2 * common / np.maximum(depth[:, None] + depth[None, :], 1)
    return likeness


def best_name_likeness(names: Sequence[Sequence[str]]) -> FloatArray:
    """float64[n, n]: TF-IDF cosine of the most alike pair of names of each two things; 0 for a thing with no name."""
    keys = [normalise(name) for group in names for name in group]
    owners = np.repeat(np.arange(len(names)), [len(group) for group in names])
    best = np.zeros((len(names), len(names)))
    if keys:
        index, named = NgramIndex(keys, longest=3), np.unique(owners)
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        ends = np.append(starts[1:], len(keys))
        for group in np.array_split(np.arange(len(named)), -(-len(keys) // BLOCK)):
            rows = slice(starts[group[0]], ends[group[-1]])
            cosine = np.maximum.reduceat(index.cosine(keys[rows]), starts, axis=1)
            best[np.ix_(named[group], named)] = np.maximum.reduceat(cosine, starts[group] - rows.start, axis=0)
    return best


def _ancestry(parents: NDArray[np.int64]) -> IntArray:
    """Each node's path from its root to itself, padded with -1: int32[n, deepest]."""
    chains = [_chain(parents, node) for node in range(len(parents))]
    paths = np.full((len(chains), max(map(len, chains), default=0)), -1, np.int32)
    for row, chain in enumerate(chains):
        paths[row, : len(chain)] = chain
    return paths


def _chain(parents: NDArray[np.int64], node: int) -> list[int]:
    chain = [node]
    while (parent := int(parents[chain[-1]])) >= 0:
        if len(chain) == len(parents):
            raise ValueError(f"the parents of skill {node} run in a circle")
        chain.append(parent)
    return chain[::-1]


def _code_paths(codes: Sequence[str]) -> IntArray:
    """Classes of each code as dense ids, large class first, -1 below a whole class: int32[n, 4]."""
    ids: dict[str, int] = {}
    paths = np.full((len(codes), 4), -1, np.int32)
    for row, code in enumerate(codes):
        for level, prefix in enumerate(_classes(code)):
            paths[row, level] = ids.setdefault(prefix, len(ids))
    return paths


def _classes(code: str) -> list[str]:
    """ "6-18-02-04" -> ["6", "6-18", "6-18-02", "6-18-02-04"]; "6-18-00-00" -> ["6", "6-18"]."""
    pieces = code.split("-")
    while len(pieces) > 1 and pieces[-1] == "00":
        pieces.pop()
    return ["-".join(pieces[:end]) for end in range(1, len(pieces) + 1)]


def _millionths(near: FloatArray, threshold: float) -> IntArray:
    """Whole millionths, made symmetric to the bit, with the threshold, the cap and the diagonal."""
    points = np.rint(near * MILLION).astype(np.int32)
    points = np.minimum(np.maximum(points, points.T), NEAREST)
    points[points < round(threshold * MILLION)] = 0
    np.fill_diagonal(points, MILLION)
    return points.astype(np.int32, copy=False)
