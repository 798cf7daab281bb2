"""Compares scores by the protocol: where the items sought are ranked, and which items are shown."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from protocol import DEPTH, SEED, Figures, History, Split, rank

# Few enough queries at a time that a matrix of scores over all items stays small.
BLOCK = 256
RESAMPLES = 1000

Score = Callable[[Sequence[History]], np.ndarray]


def evaluate(part: Split, score: Score, lists: bool, positive: bool) -> Figures:
    """Scores answers to all queries of a part.

    :param score: gives a row of scores over all items for each history.
    :param lists: whether coverage is wanted.
    :param positive: whether only items with a score above 0 are shown, as `ebb evaluate` does it.
    """
    figures = Figures(part.item_count)
    queries = part.queries()
    for start in range(0, len(queries), BLOCK):
        some = queries[start:start + BLOCK]
        histories = [part.history(query) for query in some]
        rows = checked(score(histories), len(some), part.item_count)
        if not part.repeats:
            exclude(rows, histories)
        sought = [part.items[query.position] for query in some]
        for history, place in zip(histories, ranks(rows, sought)):
            figures.take(history.user, place)
        if lists:
            figures.shown.update(shown(rows, positive))
    return figures


def checked(rows: np.ndarray, queries: int, items: int) -> np.ndarray:
    """The rows as numbers that compare: an undefined score is the lowest."""
    rows = np.array(rows, dtype=np.float64)
    if rows.shape != (queries, items):
        raise ValueError(f"scores have the shape {rows.shape}, expected {(queries, items)}")
    return np.nan_to_num(rows, copy=False, nan=-np.inf, posinf=np.inf, neginf=-np.inf)


def exclude(rows: np.ndarray, histories: Sequence[History]) -> None:
    """Takes what a user has had out of the ranking."""
    for row, history in zip(rows, histories):
        row[history.items] = -np.inf


def ranks(rows: np.ndarray, sought: Sequence[int]) -> Iterator[float]:
    """The rank of the item sought in each row."""
    own = rows[np.arange(len(rows)), sought][:, None]
    above, equal = (rows > own).sum(axis=1), (rows == own).sum(axis=1)
    return (rank(int(more), int(same)) for more, same in zip(above, equal))


def shown(rows: np.ndarray, positive: bool) -> set[int]:
    """The items of all lists; of equal scores, the items with lower numbers come first."""
    last = np.partition(rows, -DEPTH, axis=1)[:, -DEPTH][:, None]
    floor = 0 if positive else -np.inf
    sure = (rows > last) & (rows > floor)
    tied = (rows == last) & (rows > floor)
    left = DEPTH - (rows > last).sum(axis=1)
    first = tied & (tied.cumsum(axis=1) <= left[:, None])
    return set(np.flatnonzero((sure | first).any(axis=0)).tolist())


def interval(figures: Figures) -> tuple[float, float]:
    """The range of the NDCG in 95 % of redrawn samples of users."""
    owners = np.unique(figures.owners, return_inverse=True)[1]
    sums, counts = np.bincount(owners, figures.gains), np.bincount(owners)
    generator, means = np.random.default_rng(SEED), []
    for _ in range(RESAMPLES):
        drawn = generator.integers(len(sums), size=len(sums))
        means.append(sums[drawn].sum() / counts[drawn].sum())
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def blocks(histories: list[History]) -> Iterator[list[History]]:
    """The histories, a block at a time."""
    for start in range(0, len(histories), BLOCK):
        yield histories[start:start + BLOCK]
