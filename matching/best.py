"""The greatest of many scores, the same on every machine."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def best_columns(scores: NDArray[Any], top: int) -> NDArray[np.int32]:
    """int32[n, min(top, columns)]: the columns of the greatest scores of each row, best first, ties by column.

    Scores are compared in millionths, so that no rounding of a sum decides the order.
    """
    columns = scores.shape[1]
    order = np.arange(columns) - np.rint(scores * 1e6).astype(np.int64) * columns
    top = min(top, columns)
    best = np.argpartition(order, top - 1, axis=1)[:, :top]
    ranked = np.argsort(np.take_along_axis(order, best, axis=1), axis=1)
    return np.take_along_axis(best, ranked, axis=1).astype(np.int32)
