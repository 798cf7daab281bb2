"""EASE in numpy, the closed form of Steck (2019): the reference by which Ebb is checked, too.

Its rows are the yardstick of this harness: `ebb evaluate --recommender ease` must print the same.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from adapters.base import Peer, training_matrix
from protocol import History, Split


class Ease(Peer):
    """B = -P / diag(P) with P = (X'X + ridge)^-1 and a diagonal of zero.

    `halfLife` counts behaviors: the weight of a behavior halves with every `halfLife` newer ones of its user.
    """

    def fit(self, part: Split) -> None:
        matrix = training_matrix(part, binary=True).astype(np.float64)
        gram = (matrix.T @ matrix).toarray()
        inverse = np.linalg.inv(gram + self.parameters["ridge"] * np.eye(part.item_count))
        self.weights = -inverse / np.diag(inverse)
        np.fill_diagonal(self.weights, 0)

    def scores(self, histories: Sequence[History]) -> np.ndarray:
        return profiles(histories, len(self.weights), self.parameters["halfLife"]) @ self.weights


class Cosine(Ease):
    """The cosine of two items' users, without a diagonal."""

    def fit(self, part: Split) -> None:
        matrix = training_matrix(part, binary=True).astype(np.float64)
        gram = (matrix.T @ matrix).toarray()
        norm = np.sqrt(np.diag(gram)) + 1e-9
        self.weights = gram / np.outer(norm, norm)
        np.fill_diagonal(self.weights, 0)


class Popularity(Peer):
    """How often each item was had in the training part."""

    def fit(self, part: Split) -> None:
        counts = np.bincount(np.asarray(part.items[:part.cut]), minlength=part.item_count)
        self.counts = counts.astype(np.float64)

    def scores(self, histories: Sequence[History]) -> np.ndarray:
        return np.tile(self.counts, (len(histories), 1))


def profiles(
    histories: Sequence[History], item_count: int, half_life: float | None
) -> csr_matrix:
    """A row for each history, its behaviors weighed by their age."""
    rows = np.repeat(np.arange(len(histories)), [len(history.items) for history in histories])
    ages = np.concatenate([np.arange(len(history.items))[::-1] for history in histories])
    weights = np.ones(len(ages)) if half_life is None else 0.5 ** (ages / half_life)
    columns = np.concatenate([np.asarray(history.items) for history in histories])
    return csr_matrix((weights, (rows, columns)), shape=(len(histories), item_count))


PEERS = {"ease": Ease, "cosine": Cosine, "popularity": Popularity}
