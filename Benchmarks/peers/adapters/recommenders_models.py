"""SAR of Microsoft's `recommenders`, with its decay in time."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from recommenders.models.sar.sar_singlenode import SARSingleNode

from adapters.base import Peer
from protocol import History, Split

USER, ITEM, RATING, TIME = "userID", "itemID", "rating", "timestamp"


class SAR(Peer):
    """Item similarities as trained; the affinity of each history as SAR itself computes it."""

    def fit(self, part: Split) -> None:
        frame = frame_of(part.users[:part.cut], part.items[:part.cut], part.times[:part.cut])
        self.model = SARSingleNode(
            col_user=USER, col_item=ITEM, col_rating=RATING, col_timestamp=TIME,
            timedecay_formula=True, **self.parameters)
        # All items of the core, so that its numbers are those of the log.
        self.model.index2item = dict(enumerate(range(part.item_count)))
        self.model.item2index = dict(self.model.index2item)
        self.model.index2user = dict(enumerate(range(part.user_count)))
        self.model.user2index = dict(self.model.index2user)
        self.model.n_items, self.model.n_users = part.item_count, part.user_count
        self.model.fit(frame.drop_duplicates())

    def scores(self, histories: Sequence[History]) -> np.ndarray:
        rows = [row for row, history in enumerate(histories) for _ in history.items]
        frame = frame_of(rows, [item for one in histories for item in one.items],
                         [time for one in histories for time in one.times])
        model = self.model
        model.n_users = len(histories)
        # Decay from the newest behavior asked for; a common factor changes no order.
        model.time_now = None
        frame = model.compute_time_decay(frame, RATING)
        frame[model.col_user_id], frame[model.col_item_id] = frame[USER], frame[ITEM]
        model.user_affinity = model.compute_affinity_matrix(frame, RATING)
        model.user2index = dict(enumerate(range(len(histories))))
        asked = pd.DataFrame({USER: np.arange(len(histories))})
        return np.asarray(model.score(asked))


def frame_of(users: Sequence[int], items: Sequence[int], times: Sequence[int]) -> pd.DataFrame:
    """Behaviors as the package wants them, its times in seconds."""
    return pd.DataFrame({
        USER: np.asarray(users), ITEM: np.asarray(items), RATING: np.ones(len(users)),
        TIME: np.asarray(times) / 1000})


PEERS = {"sar": SAR}
