"""Models of `cornac`: EASE, TIFU-KNN, and two that read sequences with PyTorch."""

from collections.abc import Sequence

import numpy as np
from cornac.data import BasketDataset, Dataset, SequentialDataset
from cornac.models import EASE, TIFUKNN

from adapters.base import Peer, history_matrix
from protocol import SEED, History, Split

# What a user does no further apart than this is one basket, as in `ebb evaluate`.
BASKET_GAP_MILLISECONDS = 3_600_000


def item_ids(part: Split) -> dict[int, int]:
    """All items of the core, so that the numbers of a data set are those of the log."""
    return {item: item for item in range(part.item_count)}


class Ease(Peer):
    """Its matrix of users is replaced by the histories that are asked for."""

    def fit(self, part: Split) -> None:
        self.item_count = part.item_count
        pairs = dict.fromkeys(zip(part.users[:part.cut], part.items[:part.cut]))
        triples = [(user, item, 1.0) for user, item in pairs]
        data = Dataset.build(triples, global_iid_map=item_ids(part))
        self.model = EASE(verbose=False, seed=SEED, **self.parameters)
        self.model.fit(data)

    def scores(self, histories: Sequence[History]) -> np.ndarray:
        self.model.U = history_matrix(histories, self.item_count, binary=True)
        # A number within those of training, which it checks for.
        rows = [self.model.score(row) for row in range(len(histories))]
        return np.stack([np.asarray(row).ravel() for row in rows])


class TifuKNN(Peer):
    """Asked with the baskets of each history."""

    def fit(self, part: Split) -> None:
        rows = [(history.user, (history.user, number), item)
                for history in part.everybody()
                for number, basket in enumerate(baskets(history)) for item in basket]
        data = BasketDataset.build(rows, global_iid_map=item_ids(part))
        self.model = TIFUKNN(**self.parameters)
        self.model.fit(data)

    def scores(self, histories: Sequence[History]) -> np.ndarray:
        return np.stack([self.model.score(0, baskets(history)) for history in histories])


def baskets(history: History) -> list[list[int]]:
    """What a user did at once, oldest first."""
    found: list[list[int]] = []
    for index, (item, time) in enumerate(zip(history.items, history.times)):
        if index and time - history.times[index - 1] <= BASKET_GAP_MILLISECONDS:
            found[-1].append(item)
        else:
            found.append([item])
    return found


class Sequential(Peer):
    """A network that reads the whole history of a user as one session."""

    positive = False

    def make(self):
        """The model of the package."""
        raise NotImplementedError

    def fit(self, part: Split) -> None:
        import torch  # Only these models need it.

        torch.manual_seed(SEED)
        torch.set_num_threads(self.threads)
        self.no_gradients = torch.inference_mode
        rows = [(history.user, history.user, item, time // 1000)
                for history in part.everybody() if len(history.items) > 1
                for item, time in zip(history.items, history.times)]
        data = SequentialDataset.build(rows, fmt="USIT", global_iid_map=item_ids(part))
        self.model = self.make()
        self.model.fit(data)

    def scores(self, histories: Sequence[History]) -> np.ndarray:
        with self.no_gradients():
            return np.stack([self._row(history) for history in histories])

    def _row(self, history: History) -> np.ndarray:
        return np.asarray(self.model.score(0, list(history.items))).ravel()


class Gru4Rec(Sequential):
    def make(self):
        from cornac.models import GRU4Rec

        return GRU4Rec(loss="cross-entropy", seed=SEED, **self.parameters)


class SasRec(Sequential):
    """With cross-entropy over sampled negatives."""

    def make(self):
        from cornac.models import SASRec

        return SASRec(loss="ce", seed=SEED, **self.parameters)


PEERS = {"ease": Ease, "tifuknn": TifuKNN, "gru4rec": Gru4Rec, "sasrec": SasRec}
