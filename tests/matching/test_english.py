"""English names of trades are found in any form of their words, and only when one trade goes by them."""

import pytest

from matching.english import EnglishNames, is_english

NAMES = EnglishNames([("welder", 0), ("welding", 0), ("mould maker", 1), ("forklift driver", 2), ("driver", 3),
                      ("driver", 4), ("bakery", 5)])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "target"),
    [("Welders", 0), ("experienced welder wanted", 0), ("mold maker", 1), ("fork lift driver", 2), ("bakeries", 5)],
)
def test_a_name_is_known_in_any_number_and_spelling(text: str, target: int) -> None:
    assert NAMES.meant(text) == target


@pytest.mark.parametrize("text", ["driver", "weldr", "operator", "", "a mould", "焊工"])
def test_what_is_not_sure_means_nothing(text: str) -> None:
    assert NAMES.meant(text) is None


def test_names_alike_are_listed_best_first_and_others_are_not() -> None:
    assert [each.target for each in NAMES.found("driv", 5)] == [3, 4, 2]
    assert [each.name for each in NAMES.found("weldr", 5)] == ["welder"]
    assert NAMES.found("accountant", 5) == []
    assert max(each.score for each in NAMES.found("forklift", 5)) < 0.7


def test_english_is_told_from_chinese() -> None:
    assert [is_english(text) for text in ("welder", "CNC编程", "焊工", "QC")] == [True, False, False, False]
