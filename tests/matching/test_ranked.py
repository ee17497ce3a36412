"""All evidence together finds the occupation, says how sure it is, and answers the same in a batch and alone."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.closeness import Letters, closeness
from matching.evidence import Known
from matching.grams import BEGIN, END, Vocabulary, Weighed
from matching.ranked import HEARD, SAID, RankedLinker
from matching.ranker import Ranker, shares
from services.dictionary import dictionary_texts
from services.linking import known_occupations, ranker

ROOT = Path(__file__).parents[2]
TITLES = Path(os.environ.get("SUNMATCH_SHARED_DATA", ROOT.parent / "shared" / "data")) / "occupation_titles_dev.csv"

CODES = ["6-18-02-04", "6-18-02-01", "6-05-01-03", "6-29-01-01", "4-02-02-05", "4-10-01-05"]
NAMES = {
    0: ["焊工", "电焊工", "氩弧焊工", "气体保护焊工"],
    1: ["铸造工", "造型工"],
    2: ["缝纫工", "平车工", "锁边工"],
    3: ["砌筑工", "瓦工", "泥瓦匠", "大工"],
    4: ["道路客运服务员", "客车司机", "大工"],
    5: ["养老护理员", "护工"],
}
OWN = [(each[0], owner) for owner, each in NAMES.items()]
EVERYDAY = [(name, owner) for owner, each in NAMES.items() for name in each[1:]]
TEXTS = (
    "使用焊机焊接金属工件",
    "制造砂型浇注铸件",
    "缝制服装",
    "用砖石砌块砌成墙体",
    "为旅客检票",
    "照料老年人起居饮食",
)


def known(*, texts: bool = True) -> Known:
    names, owners = zip(*OWN, *EVERYDAY, strict=True)
    told = known_occupations(CODES, names, np.array(owners, np.int32), {})
    return told._replace(texts={"definition": TEXTS}) if texts else told


@pytest.fixture(scope="module")
def linker() -> RankedLinker:
    return RankedLinker(known(), ranker())


def best(linker: RankedLinker, title: str) -> int:
    return int(linker.match([title]).targets[0, 0])


@pytest.mark.parametrize("title", ["电焊工", " 电焊工 ", "電焊工", "急招电焊工若干名，月薪6000"])
def test_a_name_as_people_write_it_is_surely_its_occupation(linker: RankedLinker, title: str) -> None:
    matches = linker.match([title])
    assert (matches.targets[0, 0], matches.scores[0, 0]) == (0, 1.0)
    assert matches.sure()[0]


def test_a_name_of_two_occupations_is_not_sure(linker: RankedLinker) -> None:
    matches = linker.match(["大工"])
    assert set(matches.targets[0, :2]) == {3, 4}
    assert not matches.sure()[0]


@pytest.mark.parametrize(("title", "occupation"), [("电汗工", 0), ("泥瓦将", 3)])
def test_a_slip_of_the_input_method_is_understood(linker: RankedLinker, title: str, occupation: int) -> None:
    matches = linker.match([title])
    assert matches.targets[0, 0] == occupation
    assert HEARD <= matches.scores[0, 0] < SAID


def test_an_advertisement_is_its_occupation(linker: RankedLinker) -> None:
    assert best(linker, "招电焊工（二保焊）包吃住月薪六千") == 0


def test_a_text_finds_what_no_name_says() -> None:
    assert best(RankedLinker(known(), ranker()), "墙砖") == 3
    assert best(RankedLinker(known(texts=False), ranker()), "墙砖") == -1


@pytest.mark.parametrize("title", ["", "——", "13812345678", "♪", "qqqq"])
def test_nothing_alike_matches_nothing(linker: RankedLinker, title: str) -> None:
    matches = linker.match([title])
    assert (matches.targets == -1).all()
    assert not matches.scores.any()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(alphabet="电焊工瓦司机护平车大锁 （）招/5", max_size=10), min_size=1, max_size=8))
def test_a_batch_answers_as_its_titles_one_by_one(linker: RankedLinker, titles: list[str]) -> None:
    batch = linker.match(titles, 4)
    for row, title in enumerate(titles):
        alone = linker.match([title], 4)
        assert alone.targets[0].tolist() == batch.targets[row].tolist()
        assert alone.scores[0] == pytest.approx(batch.scores[row], abs=2e-6)


def test_the_weights_of_n_grams_by_hand() -> None:
    """Two texts of one length: "甲乙" against "甲乙" and "甲丙". idf of 乙, 甲乙 is ln(3/2), of what both have 0."""
    vocabulary, [counts] = Vocabulary.count([f"{BEGIN}甲乙{END}", f"{BEGIN}甲丙{END}"])
    read = vocabulary.read(["甲乙", "丁"])
    scores = Weighed(counts).scores(read)
    assert scores == pytest.approx(np.array([[1, 0], [0, 0]]), abs=1e-6)
    assert read.unknown.tolist() == [0, 3]  # 丁, its beginning and its end


def test_how_a_title_and_a_name_agree_by_hand() -> None:
    titles, names = Letters.of(["电焊工"]), Letters.of(["焊工", "电工"])
    found = closeness(titles, names, np.array([[0, 1]], np.int32))
    assert found["suffix"] == pytest.approx(np.array([[2 / 3, 1 / 3]]))
    assert found["prefix"] == pytest.approx(np.array([[0, 1 / 3]]))
    assert (found["inside"].tolist(), found["around"].tolist()) == ([[1, 0]], [[0, 0]])
    assert found["ratio"][0, 0] == pytest.approx(2 * 2 / 5)


def test_shares_and_their_scaling_by_hand() -> None:
    part = shares(np.array([[0.0, np.log(3)]]))
    assert part == pytest.approx(np.array([[0.25, 0.75]]))
    assert Ranker({}, offset=0.0, slope=2.0).scale(part) == pytest.approx(np.array([[0.1, 0.9]]))


def test_coefficients_are_kept_as_they_are(tmp_path: Path) -> None:
    kept = Ranker({"known": 1.5}, 0.25, 0.5)
    kept.write(tmp_path / "ranker.json")
    assert Ranker.read(tmp_path / "ranker.json") == kept


@pytest.mark.skipif(not TITLES.exists(), reason="the labelled titles are not part of the repository")
@pytest.mark.skipif(not dictionary_texts(), reason="the occupation dictionary is not installed")
def test_most_of_the_labelled_titles_find_their_occupation_by_own_names_alone() -> None:
    with (ROOT / "fixtures/data/occupations_2022_names.csv").open(encoding="utf-8") as lines:
        names = {row["code"]: row["name"] for row in csv.DictReader(lines) if row["level"] == "4"}
    with TITLES.open(encoding="utf-8") as lines:
        titles = [row for row in csv.DictReader(lines) if row["kind"] == "gongzhong"]
    codes = list(names)
    owners = np.arange(len(codes), dtype=np.int32)
    linker = RankedLinker(known_occupations(codes, list(names.values()), owners, dictionary_texts()), ranker())
    found = linker.match([row["title"] for row in titles], 5).targets
    truth = np.array([codes.index(row["code"]) for row in titles])
    assert (found[:, 0] == truth).mean() > 0.55
    assert (found == truth[:, None]).any(axis=1).mean() > 0.75
