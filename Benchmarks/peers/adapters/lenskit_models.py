"""LensKit's item neighbors for implicit feedback."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from lenskit.data import ItemList, RecQuery, from_interactions_df
from lenskit.knn import ItemKNNScorer

from adapters.base import Peer
from protocol import History, Split


class ItemKNN(Peer):
    """Asked with the history of each query, one at a time, as its scorer is."""

    def fit(self, part: Split) -> None:
        frame = pd.DataFrame({
            "user_id": np.asarray(part.users[:part.cut]),
            "item_id": np.asarray(part.items[:part.cut])}).drop_duplicates()
        self.model = ItemKNNScorer(feedback="implicit", **self.parameters)
        self.model.train(from_interactions_df(frame))
        self.items = ItemList(item_ids=np.arange(part.item_count))

    def scores(self, histories: Sequence[History]) -> np.ndarray:
        return np.nan_to_num(np.stack([self._row(one) for one in histories]), nan=0.0)

    def _row(self, history: History) -> np.ndarray:
        had = ItemList(item_ids=np.unique(np.asarray(history.items)))
        return np.asarray(self.model(RecQuery(user_items=had), self.items).scores())


PEERS = {"itemknn": ItemKNN}
