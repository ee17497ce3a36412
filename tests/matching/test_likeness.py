"""Titles of one meaning stand together, whatever gives the meaning, and abbreviations are written out first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from matching.abbreviations import written_out
from matching.likeness import BORROWED, FEWEST, Likeness, Source
from matching.meaning import Shrinking, encode_all, installed, read_shrinkings, unit, write_shrinkings

PLANE = {"a": (1.0, 0.0), "b": (0.8, 0.6), "c": (0.0, 1.0), "d": (-1.0, 0.0)}


def on_the_plane(titles):
    return np.array([PLANE[title] for title in titles], np.float32)


PLAIN = Source(on_the_plane, 1.0, centred=False)


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("HR Manager", "human resources Manager"),
        ("Sr. QA Engineer (m/f/d)", "senior. quality assurance Engineer"),
        ("R&D Scientist w/m/d", "research and development Scientist"),
        ("HR经理", "人力资源经理"),
        ("PM", "project manager"),
        ("Barman", "Barman"),
        ("(m/f/d)", "(m/f/d)"),
    ],
)
def test_abbreviations_are_written_out_in_the_language_of_the_title(title: str, plain: str) -> None:
    assert written_out(title) == plain


def test_the_nearest_come_first_by_hand() -> None:
    """Of the list a, b each takes in the other, and the title takes in both: all are lengthened, none turned away."""
    rows, scores = Likeness(["a", "b"], [PLAIN]).nearest(["a"], 2)
    a, b = np.array(PLANE["a"]), np.array(PLANE["b"])
    asked, listed = a + BORROWED * (a + b), a + BORROWED * b
    cosine = asked @ listed / np.linalg.norm(asked) / np.linalg.norm(listed)
    assert rows.tolist() == [[0, 1]]
    assert scores[0, 0] == pytest.approx(cosine, abs=1e-6)


def test_a_list_of_one_title_has_no_neighbours() -> None:
    rows, scores = Likeness(["a"], [PLAIN]).nearest(["b"], 1)
    assert rows.tolist() == [[0]]
    assert 0.8 < scores[0, 0] < 1


def test_what_all_titles_of_a_script_share_is_taken_off() -> None:
    titles = [*(f"t{number}" for number in range(FEWEST)), *(f"会{number}" for number in range(FEWEST))]
    spread = dict(zip(titles, np.random.default_rng(7).normal(size=(len(titles), 3)).astype(np.float32), strict=True))

    def vectors(asked):
        return np.array([spread[title] + (9 if title[0] == "会" else -4) for title in asked])

    def scores(source: Source) -> np.ndarray:
        rows, found = Likeness(titles, [source]).nearest(titles, len(titles))
        return np.take_along_axis(found, np.argsort(rows, axis=1), axis=1)

    by_script = {script: np.mean([spread[t] for t in titles if t[0] == script], axis=0) for script in "t会"}
    freed = Source(lambda asked: np.array([spread[t] - by_script[t[0]] for t in asked]), 1.0, centred=False)
    assert scores(Source(vectors, 1.0)) == pytest.approx(scores(freed), abs=1e-4)


def test_directions_are_shrunk_and_the_rest_is_left() -> None:
    shrinking = Shrinking(np.array([[1.0, 0.0]], np.float32), np.array([0.25], np.float32))
    assert shrinking.apply(np.array([[4.0, 2.0]], np.float32)).tolist() == [[1.0, 2.0]]


def test_directions_are_kept_as_they_are(tmp_path) -> None:
    kept = {"x": Shrinking(np.eye(2, 3, dtype=np.float32), np.array([0.5, 0.25], np.float32))}
    write_shrinkings(tmp_path / "kept.npz", kept)
    [(name, found)] = read_shrinkings(tmp_path / "kept.npz").items()
    assert name == "x"
    assert [each.tolist() for each in found] == [each.tolist() for each in kept["x"]]


@given(arrays.arrays(np.float32, (3, 4), elements=st.floats(-10, 10, width=32)))
def test_rows_have_length_one_or_nothing(vectors: np.ndarray) -> None:
    lengths = np.linalg.norm(unit(vectors), axis=1)
    assert ((np.abs(lengths - 1) < 1e-3) | (np.linalg.norm(vectors, axis=1) < 1e-3)).all()


def test_progress_is_told_from_the_beginning() -> None:
    told = []
    encode_all(lambda texts: np.zeros((len(texts), 2), np.float32), ["x"] * 70, lambda *each: told.append(each))
    assert told == [(0, 70), (64, 70)]


@pytest.mark.skipif(not installed(), reason="no encoder of meaning is installed")
def test_an_encoder_puts_two_words_for_one_post_together() -> None:
    texts = ["Bookkeeper", "Accountant", "Truck driver"]
    for encode in installed().values():
        one, same, other = unit(encode(texts))
        assert one @ same > one @ other
        assert np.allclose(encode(texts[:1])[0], encode(texts)[0], atol=1e-4)
