"""What the criterion on skills says: what a class gives to everyone, and what only comes near."""

from typing import Any

import pytest

from web.criteria import actual_text, required_text
from web.errors import in_language
from web.fit_words import reasons

BATIK = {"skill": "镶嵌", "by": "蜡染", "near": 302_666, "level": 0}


def skill(*served: dict[str, Any], **required: Any) -> dict[str, Any]:
    asked = [{"skill": each["skill"], "level": 0} for each in served]
    return {"name": "skill", "weight": 30.0, "points": 19.54, "required": {"skills": asked, **required},
            "actual": {"skills": list(served)}}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "required", "actual"),
    [
        ("en", "镶嵌; everyone has 15 of 30, because the class teaches it", "蜡染, which counts near 镶嵌"),
        ("zh", "镶嵌；30分里有15分人人都有：培训班会教", "蜡染，与镶嵌相近"),
    ],
)
def test_what_the_class_gives_to_everyone_is_said_apart_from_what_comes_near(
    language: str, required: str, actual: str
) -> None:
    with in_language(language):
        assert (required_text(skill(BATIK, taught=500_000)), actual_text(skill(BATIK))) == (required, actual)
        assert required_text(skill(BATIK)) == "镶嵌"


def test_a_skill_that_comes_near_is_not_told_as_the_one_asked_for() -> None:
    missed, same = {"skill": "抛光", "by": None}, {"skill": "缝纫", "by": "缝纫", "near": 1_000_000}
    with in_language("en"):
        assert reasons([skill(same, BATIK, missed)]) == (
            ["You can do what it needs: 缝纫. Your 蜡染 is near 镶嵌"], ["It also asks for 抛光"],
        )  # fmt: skip
        assert reasons([skill(missed, taught=500_000)]) == (["A class teaches first: 抛光"], [])


@pytest.mark.parametrize(
    ("wanted", "reach", "share", "said"),
    [
        (["广东省"], "anywhere", 1.0, (["It is where you want to work"], [])),
        (
            [],
            "anywhere",
            0.8,
            (["Your file names no place where you want to work, so this one counts as suiting you"], []),
        ),
        ([], "anywhere", 0.3, ([], [])),
        (["广东省"], "anywhere", 0.3, ([], ["It is not where you want to work"])),
    ],
)
def test_without_a_place_named_no_place_is_the_wished_one(
    wanted: list[str], reach: str, share: float, said: tuple[list[str], list[str]]
) -> None:
    actual = {"same_county": False, "fraction": 1, "lived": 0, "wanted": wanted, "range": reach}
    with in_language("en"):
        location = {"name": "location", "weight": 10.0, "points": 10 * share, "required": {}, "actual": actual}
        assert reasons([location]) == said
