"""What a job is worth is what the engine counts it as."""

from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.lines import worth
from matching.reference import offer_of
from matching.weights import DEFAULT

FEN = st.integers(0, 2_000_000)


@given(st.tuples(FEN, FEN, st.booleans(), FEN, st.booleans(), FEN))
def test_the_worth_of_a_post_is_the_offer_of_the_wage_criterion(values: tuple[int, int, bool, int, bool, int]) -> None:
    names = ("wage_min", "wage_max", "board", "board_value", "lodging", "lodging_value")
    line = SimpleNamespace(**dict(zip(names, values, strict=True)))
    lines = SimpleNamespace(**{name: np.array([value]) for name, value in vars(line).items()})
    assert worth(lines, DEFAULT).tolist() == [offer_of(line, DEFAULT)]  # type: ignore[arg-type]
