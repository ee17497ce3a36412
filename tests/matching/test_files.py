"""Arrays in a mapped file are the arrays that were written, or there is no file."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given

from matching import files
from matching.columns import Table
from matching.files import ALIGN, read_arrays, write_arrays
from matching.pool import Pool
from tests.matching.strategies import pools


def same_table(one: Table, other: Table) -> bool:
    a, b = one.columns(), other.columns()
    return all(a[name].dtype == b[name].dtype and np.array_equal(a[name], b[name]) for name in a | b)


@given(pools(), pools())
def test_what_is_written_in_pieces_is_read_as_one(first: Pool, second: Pool) -> None:
    both = Pool.concat([first, second]).columns()
    halves = {name: [values[: len(values) // 2], values[len(values) // 2 :]] for name, values in both.items()}
    with TemporaryDirectory() as folder:
        write_arrays(Path(folder) / "pool", halves, {"名": "三都县"})
        file = read_arrays(Path(folder) / "pool")
        assert file.about == {"名": "三都县"}
        assert same_table(Pool.trusted(file.arrays), Pool.from_columns(both))


def test_arrays_begin_at_round_places_keep_their_shape_and_cannot_be_changed(tmp_path: Path) -> None:
    table = np.arange(12, dtype=np.int16).reshape(4, 3)
    write_arrays(tmp_path / "some", {"a": [np.ones(3, np.int8)], "none": [np.empty((0, 4))], "b": [table, table]}, {})
    arrays = read_arrays(tmp_path / "some").arrays
    assert np.array_equal(arrays["b"], np.concatenate([table, table]))
    assert arrays["none"].shape == (0, 4)
    assert arrays["b"].ctypes.data % ALIGN == 0
    with pytest.raises(ValueError, match="read-only"):
        arrays["a"][0] = 2


@pytest.mark.parametrize("length", [0, 5, 16, 70, 200])
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, length: int) -> None:
    write_arrays(tmp_path / "some", {"a": [np.arange(100)]}, {})
    (tmp_path / "cut").write_bytes((tmp_path / "some").read_bytes()[:length])
    with pytest.raises(ValueError, match=r"."):
        read_arrays(tmp_path / "cut")


def test_what_cannot_be_written_to_its_end_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_arrays(tmp_path / "some", {"a": [np.arange(3)]}, {})

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_arrays(tmp_path / "some", {"a": [np.arange(9)]}, {})
    assert [each.name for each in tmp_path.iterdir()] == ["some"]
    assert len(read_arrays(tmp_path / "some").arrays["a"]) == 3
