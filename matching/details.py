"""What a rule or a criterion compared, as plain values: what the line requires and what the labourer has.

Days count from 1970-01-01, money is fen per month, ids and codes are those of the arrays; the names and sentences are
made elsewhere.
"""

from collections.abc import Callable
from typing import Any

from matching.criteria import level_factors, lived, location, match_skills, offers, skill_height, unnamed_place
from matching.pairs import Nearness, Pairs, look_up
from matching.places import same, square_metres_apart, whole_root
from matching.rules import Terms, licences_held
from matching.weights import ONE, Weights

Values = dict[str, Any]


class Pair:
    """One pair with easy reach to its two rows."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        self.i, self.j = int(pairs.i[0]), int(pairs.j[0])

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


def _day(pair: Pair, terms: Terms) -> int:
    return int(terms.day[pair.j])


def _licences(pair: Pair, terms: Terms) -> Values:
    held, _ = licences_held(pair.pairs, terms)
    asked = [row["certificate"] for row in pair.their_rows("certificates")]
    missing = [number for number, has in zip(asked, held.tolist(), strict=True) if not has]
    expired = [row for row in pair.my_rows("certificates") if row["certificate"] in missing]
    return {"day": _day(pair, terms), "required": asked, "missing": missing, "expired": expired,
            "class_gives_certificate": pair.theirs("class_gives_certificate")}  # fmt: skip


RULE_VALUES: dict[str, Callable[[Pair, Terms], Values]] = {
    "alive_and_here": lambda p, t: {"state": p.mine("state")},
    "not_placed": lambda p, t: {"state": p.mine("state")},
    "consent_given": lambda p, t: {},
    "of_working_age": lambda p, t: {"birth": p.mine("birth"), "born_by": int(t.of_age[p.j]), "day": _day(p, t)},
    "within_age_limit": lambda p, t: {
        "birth": p.mine("birth"),
        "age_min": p.theirs("age_min"),
        "age_max": p.theirs("age_max"),
        "day": _day(p, t),
    },
    "lawful_sex_limit": lambda p, t: {"sex": p.theirs("sex")},
    "education_enough": lambda p, t: {"required": p.theirs("education_min"), "actual": p.mine("education")},
    "abroad_agreed": lambda p, t: {"abroad": p.theirs("abroad")},
    "free_to_start": lambda p, t: {
        "available_from": p.mine("available_from"),
        "day": _day(p, t),
        "late_days": t.late_days,
    },
    "near_home_only": lambda p, t: {"home": p.mine("home"), "division": p.theirs("division")},
    "employer_not_barred": lambda p, t: {"employer": p.theirs("employer")},
    "licence_held": _licences,
}


def skill_values(pair: Pair, nearness: Nearness, weights: Weights) -> tuple[Values, Values]:
    """Each required skill, and the skill had that serves it best."""
    needs = pair.their_rows("skills")
    best = match_skills(pair.pairs, nearness, weights).best.tolist()
    served = [{**_server(pair, k, nearness, weights), "fraction": best[k]} for k in range(len(needs))]
    actual: Values = {"skills": served}
    if not needs:
        actual["experience"], actual["wishes"] = pair.my_rows("experience"), pair.my_rows("wishes")
    required = {"skills": needs, "occupation": pair.theirs("occupation"), "kind": pair.theirs("kind")}
    return required, actual


def _server(pair: Pair, need: int, nearness: Nearness, weights: Weights) -> Values:
    lines, pool = pair.pairs.lines, pair.pairs.pool
    asked = int(lines.skills.offsets[pair.j]) + need
    taken = slice(int(pool.skills.offsets[pair.i]), int(pool.skills.offsets[pair.i + 1]))
    had = pool.skills.skill[taken]
    near = look_up(nearness.skills, had, lines.skills.skill[[asked] * len(had)])
    heights = skill_height(pool.skills.level[taken], pool.skills.years_x10[taken], weights)
    factors = level_factors(weights)[heights, int(lines.skills.level[asked])]
    values = near * factors // ONE
    if not len(values) or not values.max():
        return {"skill": int(lines.skills.skill[asked]), "by": None}
    k = int(values.argmax())
    own = pair.my_rows("skills")[k]
    return {"skill": int(lines.skills.skill[asked]), "by": own["skill"], "level": own["level"],
            "years_x10": own["years_x10"], "near": int(near[k]), "factor": int(factors[k])}  # fmt: skip


def experience_values(pair: Pair, nearness: Nearness, weights: Weights) -> tuple[Values, Values]:
    """Months that count in full, and each occupation worked in with its nearness."""
    rows = [{**row, "near": _occupation_near(pair, row, nearness)} for row in pair.my_rows("experience")]
    counted = sum(row["near"] * row["months"] for row in rows if row["near"] >= weights.experience_near)
    required = {"occupation": pair.theirs("occupation"), "months": weights.experience_full}
    return required, {"experience": rows, "micro_months": counted}


def _occupation_near(pair: Pair, row: Values, nearness: Nearness) -> int:
    had, asked = row["occupation"], pair.theirs("occupation")
    return int(nearness.occupations[had, asked]) if had >= 0 and asked >= 0 else 0


def location_values(pair: Pair, nearness: Nearness, weights: Weights) -> tuple[Values, Values]:
    """The place of work; home, distance, the places wanted and how far one wants to go."""
    pool, lines, i, j = pair.pairs.pool, pair.pairs.lines, pair.pairs.i, pair.pairs.j
    metres = int(whole_root(square_metres_apart(pool.lat[i], pool.lng[i], lines.lat[j], lines.lng[j]))[0])
    known = any((pair.mine("lat"), pair.mine("lng"))) and any((pair.theirs("lat"), pair.theirs("lng")))
    actual = {
        "home": pair.mine("home"),
        "metres": metres if known else None,
        "same_county": bool(same(pool.home[i], lines.division[j], 1)[0]),
        "wanted": [row["division"] for row in pair.my_rows("wanted")],
        "range": pair.mine("range"),
        "lived": int(lived(pair.pairs, weights)[0]),
        "unnamed": int(unnamed_place(pair.pairs, weights)[0]),
        "fraction": int(location(pair.pairs, nearness, weights)[0]),
    }
    return {"division": pair.theirs("division"), "abroad": pair.theirs("abroad")}, actual


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
    required["offer"] = int(offers(pair.pairs, weights)[0])
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
