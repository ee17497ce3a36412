"""Near skills earn part of the points, unrelated ones none, and both directions agree to the bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.nearness import MILLION, NEAREST, Known, nearness_of, shared_skills, tree_likeness
from matching.wording import FULL, likeness_of_names

NAMES = [["焊接"], ["电焊", "手工电弧焊"], ["二保焊", "气保焊"], ["缝纫", "平车"], ["叉车驾驶"], ["装载机驾驶"]]
PARENTS = np.array([-1, 0, 0, -1, -1, -1], np.int32)
OCCUPATIONS = np.array([0, 0, 0, 1, 2, 3], np.int32)
WELDING, ARC, GAS, SEWING, FORKLIFT, LOADER = range(6)
CODES = ["6-18-02-04", "6-05-01-03", "6-30-05-01", "6-30-05-03"]
TRADES = [["焊工"], ["缝纫工"], ["起重装卸机械操作工"], ["挖掘铲运和桩工机械司机"]]


def skills_alone(parents: list[int], names: list[list[str]], occupation_of: list[int]) -> np.ndarray:
    """The table of skills whose occupations have neither class nor character in common."""
    count = max(occupation_of, default=-1) + 1
    codes, trades = [str(k) for k in range(count)], [[] for _ in range(count)]
    known = Known(np.array(parents, np.int32), names, np.array(occupation_of, np.int32), codes, trades)
    return nearness_of(known).skills


def occupations_alone(codes: list[str], names: list[list[str]]) -> np.ndarray:
    nothing = np.empty(0, np.int32)
    return nearness_of(Known(nothing, [], nothing, codes, names)).occupations


@pytest.fixture(scope="module")
def near() -> np.ndarray:
    return nearness_of(Known(PARENTS, NAMES, OCCUPATIONS, CODES, TRADES)).skills


def test_a_skill_is_wholly_itself_and_nothing_else_is(near: np.ndarray) -> None:
    assert (near.diagonal() == MILLION).all()
    assert near[~np.eye(len(near), dtype=bool)].max() <= NEAREST


def test_nearness_is_the_same_in_both_directions(near: np.ndarray) -> None:
    assert (near == near.T).all()
    assert near.dtype == np.int32


def test_skills_of_one_family_are_near_and_strangers_are_not(near: np.ndarray) -> None:
    assert near[ARC, GAS] > 450_000
    assert near[WELDING, ARC] > near[ARC, GAS] - 200_000
    assert near[ARC, SEWING] == 0


def test_a_likeness_of_names_alone_counts_a_little(near: np.ndarray) -> None:
    assert 0 <= near[FORKLIFT, LOADER] < near[ARC, GAS]


def test_siblings_by_hand() -> None:
    """Tree 1/2, no likeness of names, one occupation: 1 - (1 - 0.5 / 2)(1 - 0.3) = 0.475."""
    assert skills_alone([-1, 0, 0], [["甲"], ["乙"], ["丙"]], [-1, 0, 0])[1, 2] == 475_000


def test_a_family_that_is_one_trade_is_nearer_to_its_skills_than_a_heading() -> None:
    """Tree 2/3 and one occupation, and of kin or not: 1 - (1 - 0.5 * 2/3)(1 - 0.3)(1 - 0.7) = 0.86."""
    parents, names = [-1, 0], [["甲"], ["乙"]]
    assert skills_alone(parents, names, [0, 0])[0, 1] == 860_000
    assert skills_alone(parents, names, [-1, 0])[0, 1] == 333_333


def test_skills_of_near_occupations_are_nearer_than_those_of_strangers() -> None:
    nothing, names = np.full(3, -1, np.int32), [["甲"], ["乙"], ["丙"]]
    known = Known(
        nothing, names, np.arange(3), ["6-18-02-04", "6-18-02-05", "5-01-01-01"], [["丁焊工"], ["戊焊工"], []]
    )
    near = nearness_of(known)
    assert near.occupations[0, 1] > near.occupations[0, 2] == 0
    assert near.skills[0, 1] == 0  # 0.3 of a nearness below 1 stays under the threshold
    assert nearness_of(known._replace(parents=np.array([-1, 0, 0]))).skills[0, 1] > 333_333


def test_occupations_that_share_near_skills_are_near_across_all_classes() -> None:
    """The skills by tree and names: 1 - (1 - 0.5 / 2)(1 - 0.5) = 0.625; the occupations by that alone: 0.6 * 0.625."""
    parents, names = np.array([-1, 0, 0], np.int32), [["甲"], ["平缝"], ["平缝"]]
    near = nearness_of(Known(parents, names, np.array([-1, 0, 1]), ["6-05-01-03", "4-10-02-01"], [[], []]))
    assert near.occupations[0, 1] == 375_000


def test_shared_skills_by_hand() -> None:
    """The first occupation has skills 0 and 1, the second skill 2; the third none."""
    near = np.array([[1, 0, 0.8], [0, 1, 0.2], [0.8, 0.2, 1]])
    shared = shared_skills(near, np.array([0, 0, 1]), 3)
    assert shared[0, 1] == shared[1, 0] == pytest.approx(((0.8 + 0.2) / 2 + 0.8) / 2)
    assert not shared[2].any()


def test_the_tree_measure_by_hand() -> None:
    paths = np.array([[0, 1, 2], [0, 1, 3], [0, 4, 5], [6, -1, -1], [0, 1, -1]], np.int32)
    assert tree_likeness(paths)[0].tolist() == pytest.approx([1, 2 / 3, 1 / 3, 0, 4 / 5])


def test_parents_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        skills_alone([1, 0], [["甲"], ["乙"]], [-1, -1])


@given(st.integers(0, 12).flatmap(lambda size: st.tuples(*(st.integers(-1, node - 1) for node in range(size)))))
def test_any_forest_gives_a_symmetric_table_in_range(parents: tuple[int, ...]) -> None:
    near = skills_alone(list(parents), [[]] * len(parents), [-1] * len(parents))
    assert (near == near.T).all()
    assert ((near >= 0) & (near <= MILLION)).all()


def test_occupations_of_one_small_class_are_near_and_of_another_branch_are_not() -> None:
    codes = ["6-18-02-04", "6-18-02-01", "6-18-01-01", "6-05-01-03", "6-18-00-00"]
    near = occupations_alone(codes, [["焊工"], ["铸造工"], ["车工"], ["缝纫工"], ["机械制造基础加工人员"]])
    welder, founder, turner, sewer, class_of_all = range(5)
    assert near[welder, founder] == 300_000
    assert near[welder, turner] == near[welder, sewer] == near[welder, class_of_all] == 0


def test_names_are_alike_by_what_is_worked_on_and_by_the_kind_of_work() -> None:
    names = [["缝纫工", "平缝工"], ["缝纫操作工"], ["缝纫机装配工"], ["缝纫机设计师"], ["养猪工"], []]
    alike = likeness_of_names(names)
    sewer, operator, assembler, designer, farmer, nameless = range(6)
    assert alike[sewer, operator] > 0.5
    assert alike[sewer, assembler] == alike[sewer, designer] == alike[assembler, designer] == 0
    assert alike[sewer, farmer] == 0
    assert not alike[nameless].any()
    assert (alike == alike.T).all()


def test_a_cosine_of_full_counts_as_wholly_alike() -> None:
    alike = likeness_of_names([["甲乙"], ["甲乙"], ["丙丁"], ["甲丙"]])
    assert alike[0, 1] == 1
    assert alike[1, 2] == 0 < alike[0, 3] <= 1
    assert 0 < FULL < 1
