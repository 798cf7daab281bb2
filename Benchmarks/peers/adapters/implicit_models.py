"""Models of `implicit`: item-to-item neighbors, and two factorizations."""

from collections.abc import Sequence

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender

from adapters.base import Parameters, Peer, history_matrix, training_matrix
from protocol import SEED, History, Split


class ImplicitPeer(Peer):
    """Whatever has `fit` on a matrix and `recommend` on a batch of rows."""

    recalculates = False

    def __init__(self, parameters: Parameters, threads: int) -> None:
        super().__init__(parameters, threads)
        self.binary = self.parameters.pop("binary")
        self.model = self.make()

    def make(self):
        """The model of the package."""
        raise NotImplementedError

    def fit(self, part: Split) -> None:
        self.item_count = part.item_count
        self.model.fit(training_matrix(part, self.binary), show_progress=False)

    def scores(self, histories: Sequence[History]) -> np.ndarray:
        ids, values = self._recommend(histories, self.item_count, repeats=True)
        rows = np.zeros((len(histories), self.item_count))
        for row, items, scores in zip(rows, ids, values):
            # A short list is filled with -1.
            known = items >= 0
            row[items[known]] = scores[known]
        return rows

    def top(self, histories: Sequence[History], count: int, repeats: bool) -> np.ndarray:
        return self._recommend(histories, count, repeats)[0]

    def _recommend(self, histories: Sequence[History], count: int, repeats: bool):
        rows = history_matrix(histories, self.item_count, self.binary)
        users = np.array([history.user for history in histories])
        return self.model.recommend(
            users, rows, N=count, filter_already_liked_items=not repeats,
            recalculate_user=self.recalculates)


class BM25(ImplicitPeer):
    def make(self):
        return BM25Recommender(num_threads=self.threads, **self.parameters)


class ItemCosine(ImplicitPeer):
    def make(self):
        return CosineRecommender(num_threads=self.threads, **self.parameters)


class Factors(ImplicitPeer):
    """Inner products of factors, whose sign says nothing."""

    positive = False


class ALS(Factors):
    """The user's factors are computed from the history of each query."""

    recalculates = True

    def make(self):
        return AlternatingLeastSquares(
            num_threads=self.threads, random_state=SEED, **self.parameters)


class BPR(Factors):
    """It cannot compute the factors of a user again, so that those of training are used; a user
    without any is recommended what its item biases say, by factors of zero."""

    def make(self):
        return BayesianPersonalizedRanking(
            num_threads=self.threads, random_state=SEED, **self.parameters)

    def fit(self, part: Split) -> None:
        super().fit(part)
        trained = np.unique(np.asarray(part.users[:part.cut]))
        unknown = np.setdiff1d(np.arange(part.user_count), trained)
        # The last factor of an item is its bias, which a user factor of 1 takes as it is.
        self.model.user_factors[unknown] = 0
        self.model.user_factors[unknown, -1] = 1


PEERS = {"bm25": BM25, "cosine": ItemCosine, "als": ALS, "bpr": BPR}
