"""The frozen evaluation protocol of `ebb evaluate`, in plain Python: core, split, queries, figures.

1. Order: behaviors by time; ties keep their order in the file.
2. Core: three passes; each drops items with fewer than 5 behaviors and users with fewer than 3.
3. Split: the first 80 % of the behaviors train.
4. Queries: every later behavior whose item occurs in the training part, whose user has behaved
   before, and (unless repeats count) whose item the user has not had. Its history is everything
   that its user did before it, also after the split.
5. Ranking: all items of the core; unless repeats count, without those of the history. Equal
   scores share the average rank: (number above) + (number equal - 1) / 2, from 0.
6. Figures: HR@10 is the fraction of queries with a rank below 10; NDCG@10 is the mean of
   1 / log2(rank + 2) over these, 0 for the others; coverage@10 is the fraction of the core's items
   in at least one of the lists.

Nothing but the standard library is needed. `scoring.py` compares scores, with numpy.
"""

import math
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

CORE_PASSES = 3
ITEM_BEHAVIORS_MIN = 5
USER_BEHAVIORS_MIN = 3
TRAINING_SHARE = 0.8
DEPTH = 10
SEED = 1

Behavior = tuple[str, str, int]


class ProtocolError(Exception):
    """Says in one sentence why a log cannot be evaluated."""


@dataclass(frozen=True)
class History:
    """What a user did before a moment, oldest first."""

    user: int
    items: Sequence[int]
    times: Sequence[int]
    moment: int


@dataclass(frozen=True)
class Query:
    """A behavior to predict: the position in the log, and how much of the user's past precedes."""

    position: int
    past: int


@dataclass
class Split:
    """A log in order of time, its users and items numbered, of which the first `cut` train."""

    users: array
    items: array
    times: array
    cut: int
    repeats: bool
    user_count: int
    item_count: int
    positions: list[array] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.positions = [array("l") for _ in range(self.user_count)]
        for position, user in enumerate(self.users):
            self.positions[user].append(position)

    def validation(self) -> "Split":
        """The training part alone, its first 80 % for training: all choices are made on it."""
        return Split(self.users[:self.cut], self.items[:self.cut], self.times[:self.cut],
                     int(TRAINING_SHARE * self.cut), self.repeats, self.user_count,
                     self.item_count)

    def queries(self) -> list[Query]:
        """The behaviors to predict, in order of time."""
        trained = set(self.items[:self.cut])
        had: set[tuple[int, int]] = set()
        past = [0] * self.user_count
        queries = []
        for position, (user, item) in enumerate(zip(self.users, self.items)):
            known = position >= self.cut and past[user] > 0 and item in trained
            if known and (self.repeats or (user, item) not in had):
                queries.append(Query(position, past[user]))
            had.add((user, item))
            past[user] += 1
        return queries

    def history(self, query: Query) -> History:
        """Everything that the query's user did before it."""
        user = self.users[query.position]
        return self._history(user, query.past, self.times[query.position])

    def everybody(self) -> list[History]:
        """What each user of the training part had done when it ended."""
        past = Counter(self.users[:self.cut])
        moment = self.times[self.cut - 1]
        return [self._history(user, past[user], moment) for user in sorted(past)]

    def _history(self, user: int, past: int, moment: int) -> History:
        positions = self.positions[user][:past]
        return History(user, [self.items[position] for position in positions],
                       [self.times[position] for position in positions], moment)


def split(behaviors: list[Behavior], repeats: bool) -> Split:
    """Cuts the core of a log, given in the order of its file.

    :param behaviors: user, item and time in milliseconds.
    :param repeats: whether items that the user has had count as hits.
    """
    behaviors = core(behaviors)
    if not behaviors:
        raise ProtocolError(
            f"nothing is left to evaluate on: items need {ITEM_BEHAVIORS_MIN} behaviors and users "
            f"{USER_BEHAVIORS_MIN}")
    users = {user: number for number, user in enumerate(dict.fromkeys(b[0] for b in behaviors))}
    items = {item: number for number, item in enumerate(dict.fromkeys(b[1] for b in behaviors))}
    behaviors.sort(key=lambda behavior: behavior[2])
    whole = Split(array("l", (users[user] for user, _, _ in behaviors)),
                  array("l", (items[item] for _, item, _ in behaviors)),
                  array("q", (time for _, _, time in behaviors)),
                  int(TRAINING_SHARE * len(behaviors)), repeats, len(users), len(items))
    for name, part in (("test part", whole), ("validation slice", whole.validation())):
        if not part.queries():
            raise ProtocolError(
                f"the {name} has no queries: expected a later behavior whose item the training "
                "part has and whose user has behaved before; evaluate on a longer log, or with "
                "--repeats")
    return whole


def core(behaviors: list[Behavior]) -> list[Behavior]:
    """Drops rare items and users."""
    for _ in range(CORE_PASSES):
        items = Counter(item for _, item, _ in behaviors)
        users = Counter(user for user, _, _ in behaviors)
        behaviors = [behavior for behavior in behaviors
                     if items[behavior[1]] >= ITEM_BEHAVIORS_MIN
                     and users[behavior[0]] >= USER_BEHAVIORS_MIN]
    return behaviors


def rank(above: int, equal: int) -> float:
    """The rank, from 0, of an item with `above` items above it and `equal` ones like it, itself included:
    equal scores share the average."""
    return above + (equal - 1) / 2


def gain(place: float) -> float:
    """What a rank adds to the NDCG."""
    return 1 / math.log2(place + 2) if place < DEPTH else 0.0


@dataclass
class Figures:
    """Sums over queries, and what they are the sums of."""

    item_count: int
    hits: int = 0
    gains: list[float] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    shown: set[int] = field(default_factory=set)

    def take(self, owner: int, place: float) -> None:
        """Adds a query of a user, whose item was ranked at a place."""
        self.hits += place < DEPTH
        self.gains.append(gain(place))
        self.owners.append(owner)

    @property
    def ndcg(self) -> float:
        """NDCG@10."""
        return sum(self.gains) / len(self.gains)

    @property
    def hit_rate(self) -> float:
        """HR@10."""
        return self.hits / len(self.gains)

    @property
    def coverage(self) -> float:
        """Coverage@10."""
        return len(self.shown) / self.item_count
