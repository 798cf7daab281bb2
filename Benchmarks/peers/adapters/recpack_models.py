"""RecPack's item neighbors with decay in time."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from recpack.algorithms import TARSItemKNN
from recpack.matrix import InteractionMatrix

from adapters.base import Peer
from protocol import History, Split


class TimeDecayKNN(Peer):
    """Similarities of decayed histories, read with a decay of their own; its unit is a day."""

    DAY = 24 * 3600

    def fit(self, part: Split) -> None:
        self.item_count = part.item_count
        self.model = TARSItemKNN(decay_interval=self.DAY, **self.parameters)
        self.model.fit(matrix(
            part.users[:part.cut], part.items[:part.cut], part.times[:part.cut],
            (part.user_count, part.item_count)))

    def scores(self, histories: Sequence[History]) -> np.ndarray:
        rows = [row for row, history in enumerate(histories) for _ in history.items]
        asked = matrix(rows, [item for one in histories for item in one.items],
                       [time for one in histories for time in one.times],
                       (len(histories), self.item_count))
        return self.model.predict(asked).toarray()


def matrix(
    users: Sequence[int], items: Sequence[int], times: Sequence[int], shape: tuple[int, int]
) -> InteractionMatrix:
    """Behaviors as the package wants them, its times in seconds."""
    frame = pd.DataFrame({"user": np.asarray(users), "item": np.asarray(items),
                          "time": np.asarray(times) // 1000})
    return InteractionMatrix(frame, "item", "user", "time", shape=shape)


PEERS = {"tars": TimeDecayKNN}
