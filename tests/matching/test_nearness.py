"""Near skills earn part of the points, unrelated ones none, and both directions agree to the bit."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.nearness import MILLION, NEAREST, occupation_nearness, skill_nearness, tree_likeness

NAMES = [["焊接"], ["电焊", "手工电弧焊"], ["二保焊", "气保焊"], ["缝纫", "平车"], ["叉车驾驶"], ["装载机驾驶"]]
PARENTS = np.array([-1, 0, 0, -1, -1, -1], np.int32)
OCCUPATIONS = np.array([0, 0, 0, 1, 2, 3], np.int32)
WELDING, ARC, GAS, SEWING, FORKLIFT, LOADER = range(6)

OCCUPATION_TABLE = Path(__file__).parents[2] / "fixtures/data/occupations_2022_names.csv"


@pytest.fixture(scope="module")
def near() -> np.ndarray:
    return skill_nearness(PARENTS, NAMES, OCCUPATIONS)


def test_a_skill_is_wholly_itself_and_nothing_else_is(near: np.ndarray) -> None:
    assert (near.diagonal() == MILLION).all()
    assert near[~np.eye(len(near), dtype=bool)].max() <= NEAREST


def test_nearness_is_the_same_in_both_directions(near: np.ndarray) -> None:
    assert (near == near.T).all()
    assert near.dtype == np.int32


def test_skills_of_one_family_are_near_and_strangers_are_not(near: np.ndarray) -> None:
    assert near[ARC, GAS] > 500_000
    assert near[WELDING, ARC] > near[ARC, GAS] - 200_000
    assert near[ARC, SEWING] == 0


def test_a_likeness_of_names_alone_counts_a_little(near: np.ndarray) -> None:
    assert 0 <= near[FORKLIFT, LOADER] < near[ARC, GAS]


def test_siblings_by_hand() -> None:
    """Tree 1/2, no likeness of names, one occupation: 1 - (1 - 0.8 / 2)(1 - 0.45) = 0.67."""
    near = skill_nearness(np.array([-1, 0, 0]), [["甲"], ["乙"], ["丙"]], np.array([-1, 7, 7]))
    assert near[1, 2] == 670_000


def test_the_tree_measure_by_hand() -> None:
    paths = np.array([[0, 1, 2], [0, 1, 3], [0, 4, 5], [6, -1, -1], [0, 1, -1]], np.int32)
    assert tree_likeness(paths)[0].tolist() == pytest.approx([1, 2 / 3, 1 / 3, 0, 4 / 5])


def test_parents_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        skill_nearness(np.array([1, 0]), [["甲"], ["乙"]], np.array([-1, -1]))


@given(st.integers(0, 12).flatmap(lambda size: st.tuples(*(st.integers(-1, node - 1) for node in range(size)))))
def test_any_forest_gives_a_symmetric_table_in_range(parents: tuple[int, ...]) -> None:
    near = skill_nearness(np.array(parents, np.int32), [[]] * len(parents), np.full(len(parents), -1))
    assert (near == near.T).all()
    assert ((near >= 0) & (near <= MILLION)).all()


def test_occupations_of_one_small_class_are_near_and_of_another_branch_are_not() -> None:
    codes = ["6-18-02-04", "6-18-02-01", "6-18-01-01", "6-05-01-03", "6-18-00-00"]
    near = occupation_nearness(codes, ["焊工", "铸造工", "车工", "缝纫工", "机械制造基础加工人员"])
    welder, founder, turner, sewer, class_of_all = range(5)
    assert near[welder, founder] > near[welder, turner] > near[welder, sewer] == 0
    assert near[welder, class_of_all] > 0


def test_the_whole_dictionary_is_mostly_unrelated() -> None:
    with OCCUPATION_TABLE.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["level"] == "4"]
    near = occupation_nearness([row["code"] for row in rows], [row["name"] for row in rows])
    assert near.shape == (1634, 1634)
    assert (near == near.T).all()
    assert (near > 0).mean() < 0.05
