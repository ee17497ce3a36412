"""The hard rules by name, the reason each gives, and what they turn away.

`RULES` lists them cheap ones first; `matching/judging.py` has the rules themselves. Each list counts what every rule
refuses, so that a page can say which requirement empties it.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matching.columns import Ints


@dataclass(frozen=True)
class Rule:
    """A hard rule: its name, and the code of the reason given when it turns someone away."""

    name: str
    reason: str


RULES = (
    Rule("alive_and_here", "labourer_gone"),
    Rule("not_placed", "already_placed"),
    Rule("consent_given", "no_consent_to_share"),
    Rule("of_working_age", "under_working_age"),
    Rule("within_age_limit", "outside_age_limit"),
    Rule("lawful_sex_limit", "outside_sex_limit"),
    Rule("education_enough", "education_too_low"),
    Rule("abroad_agreed", "abroad_not_agreed"),
    Rule("free_to_start", "not_free_in_time"),
    Rule("near_home_only", "outside_home_county"),
    Rule("employer_not_barred", "employer_barred"),
    Rule("licence_held", "licence_missing"),
)
RULE_NAMES = tuple(rule.name for rule in RULES)
MASKS = 1 << len(RULES)
"""How many sets of rules there are: bit r of a mask is set when rule r refuses."""
_SETS = np.arange(MASKS)[:, None] >> np.arange(len(RULES)) & 1
_FIRST = _SETS.argmax(axis=1)
_ALONE = _SETS.sum(axis=1) == 1


@dataclass(frozen=True, eq=False)
class Rejections:
    """What each rule of `RULES` turned away (int64[rules] each).

    `rejected` counts the pairs it refuses, whatever the other rules say; `first` those it is the first to refuse, so
    that they sum to everyone refused; `only` those it alone refuses: the people that lifting it would bring back.
    """

    rejected: NDArray[np.int64]
    first: NDArray[np.int64]
    only: NDArray[np.int64]

    def __add__(self, other: "Rejections") -> "Rejections":
        return Rejections(self.rejected + other.rejected, self.first + other.first, self.only + other.only)

    @classmethod
    def none(cls) -> Self:
        """Nobody turned away."""
        return cls.counted(np.zeros(MASKS, np.int64))

    @classmethod
    def counted(cls, pairs: Ints) -> Self:
        """From the number of pairs that each set of rules refuses: int64[MASKS]."""
        present = np.flatnonzero(pairs[1:]) + 1
        pairs, firsts = pairs[present], _FIRST[present]
        alone = pairs * _ALONE[present]
        return cls(pairs @ _SETS[present], _by_rule(firsts, pairs), _by_rule(firsts, alone))

    def by_rule(self) -> dict[str, dict[str, int]]:
        """The counts by name of the rule, as plain numbers."""
        rows = zip(RULE_NAMES, self.rejected.tolist(), self.first.tolist(), self.only.tolist(), strict=True)
        return {name: {"rejected": a, "first": b, "only": c} for name, a, b, c in rows}


def _by_rule(rules: Ints, pairs: Ints) -> Ints:
    return np.bincount(rules, weights=pairs, minlength=len(RULES)).astype(np.int64)
