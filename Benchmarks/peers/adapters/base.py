"""What every peer is asked for, and the conversions that most of them share."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from protocol import History, Split

Parameters = dict[str, Any]


class Peer(ABC):
    """A recommender of another package under its own parameters."""

    # Whether an item is shown only with a score above 0. Where scores are logits or inner products,
    # their sign says nothing.
    positive = True

    def __init__(self, parameters: Parameters, threads: int) -> None:
        self.parameters, self.threads = dict(parameters), threads

    @abstractmethod
    def fit(self, part: Split) -> None:
        """Trains on the training part."""

    @abstractmethod
    def scores(self, histories: Sequence[History]) -> np.ndarray:
        """A row of scores over all items for each history."""

    def top(self, histories: Sequence[History], count: int, repeats: bool) -> np.ndarray:
        """The best items of each history; packages with a batch call of their own use that."""
        rows = self.scores(histories)
        if not repeats:
            for row, history in zip(rows, histories):
                row[history.items] = -np.inf
        found = np.argpartition(-rows, count - 1, axis=1)[:, :count]
        order = np.argsort(-np.take_along_axis(rows, found, axis=1), axis=1, kind="stable")
        return np.take_along_axis(found, order, axis=1)


def training_matrix(part: Split, binary: bool) -> csr_matrix:
    """Users by items: how often each user had each item in the training part, or whether."""
    cut = part.cut
    ones = np.ones(cut, dtype=np.float32)
    rows = (np.asarray(part.users[:cut]), np.asarray(part.items[:cut]))
    return _clean(csr_matrix((ones, rows), shape=(part.user_count, part.item_count)), binary)


def history_matrix(histories: Sequence[History], item_count: int, binary: bool) -> csr_matrix:
    """The same with a row for each history."""
    lengths = [len(history.items) for history in histories]
    columns = np.concatenate([np.asarray(history.items) for history in histories])
    rows = np.repeat(np.arange(len(histories)), lengths)
    ones = np.ones(len(rows), dtype=np.float32)
    return _clean(csr_matrix((ones, (rows, columns)), shape=(len(histories), item_count)), binary)


def _clean(matrix: csr_matrix, binary: bool) -> csr_matrix:
    matrix.sum_duplicates()
    if binary:
        matrix.data[:] = 1
    return matrix
