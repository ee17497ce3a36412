"""How near two skills, or two occupations, are: whole millionths, symmetric, 1,000,000 for a thing with itself.

Both combine independent pieces of evidence that someone who can do the one can soon do the other. Each piece e in
0..1 with trust t in 0..1 leaves the share of doubt 1 - t e, and the doubts multiply ("noisy or": Pearl,
Probabilistic Reasoning in Intelligent Systems, 1988, chapter 4):

    near = 1 - (1 - t1 e1) (1 - t2 e2) ...

so agreement adds up and can never pass 1, and no piece alone can pass its trust. Values below `THRESHOLD` are 0: what
is only faintly alike must not earn points. Different things stay at or below `NEAREST`, below identity.

Evidence from a tree is the likeness of Wu and Palmer (1994): 2 d(lca) / (d(a) + d(b)), where d counts levels from 1
at the root of a family and lca is the lowest common ancestor; without one it is 0. Siblings under a root get 1/2,
parent and child at levels 1 and 2 get 2/3, cousins at level 3 get 1/3. The code of an occupation is its own tree.
Evidence from names is that of `matching/wording.py`. Skills then hear what tree and names say of their occupations,
occupations what tree and names say of their skills: neither hears what it said itself.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.pairs import Nearness
from matching.wording import likeness_of_names

IntArray = NDArray[np.int32]
FloatArray = NDArray[np.float64]

EDITION = 3
"""Of the formulas here and in `wording`: with the same words another edition gives other tables."""
MILLION = 1_000_000
NEAREST = 950_000

THRESHOLD = 0.30
SKILL_TRUST = {"tree": 0.50, "names": 0.50, "kin": 0.70, "occupations": 0.30}
OCCUPATION_TRUST = {"tree": 0.40, "names": 0.50, "skills": 0.60}


class Known(NamedTuple):
    """What is known of skills 0..S-1 and occupations 0..O-1.

    `parents` int32[S]: the skill above each, -1 at a root. `skills`: the names of each. `occupation_of` int32[S]: the
    occupation that each belongs to, -1 for none. `codes`: of each occupation, such as "6-18-02-04" (large, middle,
    small class, detail; trailing "00" parts name a whole class). `occupations`: the names of each.
    """

    parents: IntArray
    skills: Sequence[Sequence[str]]
    occupation_of: IntArray
    codes: Sequence[str]
    occupations: Sequence[Sequence[str]]


def nearness_of(known: Known) -> Nearness:
    """Both tables. Raises ValueError when the parents run in a circle."""
    skill_doubt, occupation_doubt = _doubt_of_skills(known), _doubt_of_occupations(known)
    by_occupation = _of_occupations(1 - occupation_doubt, np.asarray(known.occupation_of))
    by_skill = shared_skills(1 - skill_doubt, np.asarray(known.occupation_of), len(known.codes))
    skill_doubt *= 1 - SKILL_TRUST["occupations"] * by_occupation
    occupation_doubt *= 1 - OCCUPATION_TRUST["skills"] * by_skill
    return Nearness(_millionths(1 - skill_doubt), _millionths(1 - occupation_doubt))


def _doubt_of_skills(known: Known) -> FloatArray:
    """float64[S, S]: what tree and names leave of it, and that the one is a kind of the other."""
    tree = tree_likeness(_ancestry(np.asarray(known.parents, np.int64)))
    doubt = (1 - SKILL_TRUST["tree"] * tree) * (1 - SKILL_TRUST["names"] * likeness_of_names(known.skills))
    return _closed(doubt * (1 - SKILL_TRUST["kin"] * _kin(known.parents, known.occupation_of)))


def _doubt_of_occupations(known: Known) -> FloatArray:
    """float64[O, O]: what codes and names leave of it."""
    tree, trust = tree_likeness(_code_paths(known.codes)), OCCUPATION_TRUST
    return _closed((1 - trust["tree"] * tree) * (1 - trust["names"] * likeness_of_names(known.occupations)))


def _closed(doubt: FloatArray) -> FloatArray:
    """No doubt that a thing is itself."""
    np.fill_diagonal(doubt, 0)
    return doubt


def _kin(parents: IntArray, occupation_of: IntArray) -> FloatArray:
    """1 for a family that has an occupation, so is one trade and no mere heading, and each skill in it."""
    kin = np.zeros((len(parents), len(parents)))
    for child, parent in enumerate(parents):
        if parent >= 0 and occupation_of[parent] >= 0:
            kin[child, parent] = kin[parent, child] = 1
    return kin


def _of_occupations(near: FloatArray, occupation_of: IntArray) -> FloatArray:
    """float64[S, S]: how near the occupations are that two skills belong to, 0 where one has none."""
    tied = np.flatnonzero(occupation_of >= 0)
    evidence = np.zeros((len(occupation_of), len(occupation_of)))
    evidence[np.ix_(tied, tied)] = near[np.ix_(occupation_of[tied], occupation_of[tied])]
    return evidence


def shared_skills(near: FloatArray, occupation_of: IntArray, count: int) -> FloatArray:
    """float64[O, O]: of each skill of the one how near the nearest skill of the other is, on average, and the mean of
    both ways (Monge and Elkan 1996); 0 for an occupation without skills. `near` float64[S, S], O = `count`."""
    tied = np.flatnonzero(occupation_of >= 0)
    tied = tied[np.argsort(occupation_of[tied], kind="stable")]
    having, starts, amounts = np.unique(occupation_of[tied], return_index=True, return_counts=True)
    shared = np.zeros((count, count))
    if len(tied):
        nearest = np.maximum.reduceat(near[np.ix_(tied, tied)], starts, axis=0)
        covered = np.add.reduceat(nearest, starts, axis=1) / amounts
        shared[np.ix_(having, having)] = (covered + covered.T) / 2
    return shared


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


def _millionths(near: FloatArray) -> IntArray:
    """Whole millionths, made symmetric to the bit, with the threshold, the cap and the diagonal."""
    points = np.rint(near * MILLION).astype(np.int32)
    points = np.minimum(np.maximum(points, points.T), NEAREST)
    points[points < round(THRESHOLD * MILLION)] = 0
    np.fill_diagonal(points, MILLION)
    return points.astype(np.int32, copy=False)
