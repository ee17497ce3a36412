"""What a rule or a criterion compared, as plain values: what the line requires and what the labourer has.

Days count from 1970-01-01, money is fen per month, ids and codes are those of the arrays; the names and sentences are
made elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from matching import reference
from matching.engine import first_day
from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.weights import ONE, Weights

Values = dict[str, Any]


@dataclass(frozen=True)
class Terms:
    """What rules need of a single line: its first day of work, the latest birth day of one old enough for the law, and
    by how many days a start may slip."""

    day: int = 0
    of_age: int = 0
    late_days: int = 0

    @classmethod
    def of(cls, lines: Lines, weights: Weights, at_day: int) -> Self:
        """Of the first line, as of `at_day` (days since 1970-01-01)."""
        return cls(*first_day(int(lines.start[0]), weights, at_day), weights.late_days)


class Pair:
    """One pair with easy reach to its two rows, and the same rows as the slow twin takes them."""

    def __init__(
        self,
        pairs: Pairs,
        terms: Terms | None = None,
        person: reference.Subject | None = None,
        line: reference.Subject | None = None,
    ) -> None:
        self.pairs, self.terms = pairs, terms or Terms()
        self.i, self.j = int(pairs.i[0]), int(pairs.j[0])
        self.person = person or reference.row_of(pairs.pool, self.i)
        self.line = line or reference.row_of(pairs.lines, self.j)

    def mine(self, name: str) -> Any:
        """A value of the labourer."""
        return getattr(self.pairs.pool, name)[self.i].item()

    def theirs(self, name: str) -> Any:
        """A value of the line."""
        return getattr(self.pairs.lines, name)[self.j].item()

    def my_rows(self, name: str) -> list[Values]:
        """A ragged column of the labourer."""
        return _rows(getattr(self.pairs.pool, name), self.i)

    def their_rows(self, name: str) -> list[Values]:
        """A ragged column of the line."""
        return _rows(getattr(self.pairs.lines, name), self.j)


def _rows(ragged: Any, row: int) -> list[Values]:
    taken = slice(int(ragged.offsets[row]), int(ragged.offsets[row + 1]))
    columns = {name: values[taken].tolist() for name, values in ragged.values().items()}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def missing_licences(pair: Pair) -> list[int]:
    """The certificates asked for that are not held or not valid on the first day of work."""
    held = {each.certificate for each in pair.person.certificates if each.expires >= pair.terms.day}
    return [each.certificate for each in pair.line.certificates if each.certificate not in held]


def _licences(pair: Pair) -> Values:
    asked, missing = [row["certificate"] for row in pair.their_rows("certificates")], missing_licences(pair)
    expired = [row for row in pair.my_rows("certificates") if row["certificate"] in missing]
    return {"day": pair.terms.day, "required": asked, "missing": missing, "expired": expired,
            "class_gives_certificate": pair.theirs("class_gives_certificate")}  # fmt: skip


RULE_VALUES: dict[str, Callable[[Pair], Values]] = {
    "alive_and_here": lambda p: {"state": p.mine("state")},
    "not_placed": lambda p: {"state": p.mine("state")},
    "consent_given": lambda p: {},
    "of_working_age": lambda p: {"birth": p.mine("birth"), "born_by": p.terms.of_age, "day": p.terms.day},
    "within_age_limit": lambda p: {
        "birth": p.mine("birth"),
        "age_min": p.theirs("age_min"),
        "age_max": p.theirs("age_max"),
        "day": p.terms.day,
    },
    "lawful_sex_limit": lambda p: {"sex": p.theirs("sex")},
    "education_enough": lambda p: {"required": p.theirs("education_min"), "actual": p.mine("education")},
    "abroad_agreed": lambda p: {"abroad": p.theirs("abroad")},
    "free_to_start": lambda p: {
        "available_from": p.mine("available_from"),
        "day": p.terms.day,
        "late_days": p.terms.late_days,
    },
    "near_home_only": lambda p: {"home": p.mine("home"), "division": p.theirs("division")},
    "employer_not_barred": lambda p: {"employer": p.theirs("employer")},
    "licence_held": _licences,
}


def skill_values(pair: Pair, nearness: Nearness, weights: Weights) -> tuple[Values, Values]:
    """Each required skill, and the skill had that serves it best; on a line with training also the fraction that
    everyone has, because the class teaches it."""
    needs = pair.their_rows("skills")
    actual: Values = {"skills": [_server(pair, need, nearness, weights) for need in pair.line.skills]}
    if not needs:
        actual["experience"], actual["wishes"] = pair.my_rows("experience"), pair.my_rows("wishes")
    required = {"skills": needs, "occupation": pair.theirs("occupation"), "kind": pair.theirs("kind")}
    return (required | {"taught": weights.taught} if pair.line.kind == 1 else required), actual


def _server(pair: Pair, need: Any, nearness: Nearness, weights: Weights) -> Values:
    best = reference.best_skill(pair.person, need, nearness, weights)
    if not best:
        return {"skill": need.skill, "by": None, "fraction": 0}
    served = ((have, reference.near(nearness.skills, have.skill, need.skill)) for have in pair.person.skills)
    rated = ((have, near, reference.level_factor(have, need.level, weights)) for have, near in served)
    have, near, factor = next(each for each in rated if each[1] * each[2] // ONE == best)
    return {"skill": need.skill, "by": have.skill, "level": have.level, "years_x10": have.years_x10,
            "near": near, "factor": factor, "fraction": best}  # fmt: skip


def experience_values(pair: Pair, nearness: Nearness, weights: Weights) -> tuple[Values, Values]:
    """Months that count in full, and each occupation worked in with its nearness."""
    rows = [{**row, "near": _occupation_near(pair, row, nearness)} for row in pair.my_rows("experience")]
    counted = sum(row["near"] * row["months"] for row in rows if row["near"] >= weights.experience_near)
    required = {"occupation": pair.theirs("occupation"), "months": weights.experience_full}
    return required, {"experience": rows, "micro_months": counted}


def _occupation_near(pair: Pair, row: Values, nearness: Nearness) -> int:
    return reference.near(nearness.occupations, row["occupation"], pair.line.occupation)


def location_values(pair: Pair, nearness: Nearness, weights: Weights) -> tuple[Values, Values]:
    """The place of work; home, distance, the places wanted and how far one wants to go."""
    person, line = pair.person, pair.line
    known = (person.lat, person.lng) != (0, 0) and (line.lat, line.lng) != (0, 0)
    actual = {
        "home": person.home,
        "metres": reference.metres_apart(person, line) if known else None,
        "same_county": reference.shared(person.home, line.division, 2),
        "wanted": [row["division"] for row in pair.my_rows("wanted")],
        "range": person.range,
        "lived": reference.lived_fraction(person, line, weights),
        "unnamed": reference.unnamed_fraction(person, line, weights),
        "fraction": reference.location_fraction(person, line, nearness, weights),
    }
    return {"division": line.division, "abroad": line.abroad}, actual


def wish_values(pair: Pair, nearness: Nearness, weights: Weights) -> tuple[Values, Values]:
    """The line's occupation and industry; each wish with its nearness."""
    rows = [{**row, "near": _occupation_near(pair, row, nearness)} for row in pair.my_rows("wishes")]
    industries = [row["industry"] for row in pair.my_rows("industries")]
    required = {"occupation": pair.theirs("occupation"), "industry": pair.theirs("industry")}
    return required, {"wishes": rows, "industries": industries}


def wage_values(pair: Pair, nearness: Nearness, weights: Weights) -> tuple[Values, Values]:
    """What is offered in all, and what is asked for."""
    names = ("wage_min", "wage_max", "board", "lodging", "board_value", "lodging_value")
    required = {name: pair.theirs(name) for name in names}
    required["offer"] = reference.offer_of(pair.line, weights)
    return required, {name: pair.mine(name) for name in ("wage_floor", "wants_board", "wants_lodging")}


def season_values(pair: Pair, nearness: Nearness, weights: Weights) -> tuple[Values, Values]:
    """Months worked, months needed at home, and those in both (1 to 12)."""
    worked, busy = months_of(pair.theirs("months")), months_of(pair.mine("busy_months"))
    return {"months": worked}, {"busy": busy, "clash": [m for m in worked if m in busy]}


def months_of(mask: int) -> list[int]:
    """The months (1 to 12) of a mask."""
    return [month + 1 for month in range(12) if mask >> month & 1]


CRITERION_VALUES: dict[str, Callable[[Pair, Nearness, Weights], tuple[Values, Values]]] = {
    "skill": skill_values,
    "experience": experience_values,
    "location": location_values,
    "wish": wish_values,
    "wage": wage_values,
    "season": season_values,
}
