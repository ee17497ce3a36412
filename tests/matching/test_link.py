"""Titles are linked to the right entry, surely or with a list to choose from."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.link import SURE, Linker, nearest_word

SKILLS = {
    "电焊": ["电焊工", "焊工", "电焊"],
    "二保焊": ["二氧化碳气体保护焊", "气保焊"],
    "缝纫": ["平车", "缝纫工", "车位工", "缝纫"],
    "叉车": ["叉车司机", "叉车驾驶", "叉车"],
    "砌砖": ["瓦工", "泥瓦匠", "砌砖"],
    "月嫂": ["母婴护理", "月嫂"],
}
NAMES = [name for skill, names in SKILLS.items() for name in (skill, *names)]
OWNERS = np.array([index for index, names in enumerate(SKILLS.values()) for _ in range(len(names) + 1)], np.int32)


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(NAMES, OWNERS)


def linked(linker: Linker, title: str, top: int = 3) -> list[str]:
    row = linker.match([title], top).targets[0]
    return [list(SKILLS)[target] for target in row if target >= 0]


@pytest.mark.parametrize("title", ["平车", " 平 车 ", "平車", "急招平车若干名，月薪6000"])
def test_an_everyday_name_is_surely_its_skill(linker: Linker, title: str) -> None:
    matches = linker.match([title])
    assert matches.targets[0, 0] == list(SKILLS).index("缝纫")
    assert matches.scores[0, 0] == 1.0
    assert matches.sure()[0]


def test_an_advertisement_naming_two_skills_finds_both(linker: Linker) -> None:
    matches = linker.match(["招电焊工（二保焊）包吃住月薪六千"])
    assert linked(linker, "招电焊工（二保焊）包吃住月薪六千")[:2] == ["电焊", "二保焊"]
    assert (matches.scores[0, :2] >= SURE).all()


def test_the_longest_name_inside_a_title_wins(linker: Linker) -> None:
    assert linked(linker, "二氧化碳气体保护焊作业人员")[0] == "二保焊"


def test_a_slip_of_the_input_method_is_understood(linker: Linker) -> None:
    assert linked(linker, "电汗工")[0] == "电焊"
    assert linked(linker, "泥瓦将")[0] == "砌砖"


def test_what_is_only_like_a_name_is_listed_but_not_sure(linker: Linker) -> None:
    matches = linker.match(["气体保护焊接"])
    assert matches.targets[0, 0] == list(SKILLS).index("二保焊")
    assert not matches.sure()[0]


def test_nothing_alike_matches_nothing(linker: Linker) -> None:
    matches = linker.match(["", "xyz"])
    assert (matches.targets == -1).all()
    assert not matches.scores.any()


def test_a_name_of_two_targets_is_not_sure_and_keeps_their_order() -> None:
    matches = Linker(["大工", "大工"], np.array([1, 0], np.int32)).match(["大工"])
    assert matches.targets[0, :3].tolist() == [0, 1, -1]
    assert not matches.sure()[0]


def test_no_names_match_nothing() -> None:
    assert (Linker([], np.array([], np.int32)).match(["电焊"]).targets == -1).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(alphabet="电焊工二保缝纫平车瓦叉司机月嫂 （）招/", max_size=12), min_size=1, max_size=8))
def test_a_batch_answers_as_its_titles_one_by_one(titles: list[str]) -> None:
    linker = Linker(NAMES, OWNERS)
    batch = linker.match(titles, 4)
    for row, title in enumerate(titles):
        alone = linker.match([title], 4)
        assert alone.targets[0].tolist() == batch.targets[row].tolist()
        assert alone.scores[0].tolist() == batch.scores[row].tolist()


@pytest.mark.parametrize(
    ("word", "answer"), [("labourrs", "labourers"), ("ORDRES", "orders"), ("联系电活", "联系电话"), ("zzz", None)]
)
def test_a_wrong_word_is_answered_with_the_nearest_right_one(word: str, answer: str | None) -> None:
    assert nearest_word(word, ["orders", "labourers", "联系电话", "姓名"]) == answer
