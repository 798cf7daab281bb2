"""The peers: package, model, and the candidates that the validation slice chooses from.

Everybody has the same budget of candidates. Where a package has a parameter for decay, it is among
the candidates.
"""

from dataclasses import dataclass
from typing import Any

CANDIDATES = 4
DAY = 24 * 3600


@dataclass(frozen=True)
class Rival:
    """A model of a package."""

    package: str
    title: str
    module: str
    model: str
    candidates: tuple[dict[str, Any], ...]
    note: str = ""

    def __post_init__(self) -> None:
        if len(self.candidates) > CANDIDATES:
            raise ValueError(f"{self.name} has {len(self.candidates)} candidates, the budget is "
                             f"{CANDIDATES}")

    @property
    def name(self) -> str:
        """As on the command line."""
        return f"{self.package}-{self.model}"


RIVALS = (
    Rival("numpy", "numpy EASE", "numpy_models", "ease", (
        {"ridge": 100, "halfLife": None}, {"ridge": 200, "halfLife": None},
        {"ridge": 500, "halfLife": None}, {"ridge": 1000, "halfLife": None}),
        note="the closed form, undecayed"),
    Rival("implicit", "implicit BM25", "implicit_models", "bm25", (
        {"binary": True, "K": 100, "K1": 1.2, "B": 0.75},
        {"binary": True, "K": 500, "K1": 1.2, "B": 0.2},
        {"binary": False, "K": 100, "K1": 1.2, "B": 0.75},
        {"binary": False, "K": 500, "K1": 100, "B": 0.2})),
    Rival("implicit", "implicit cosine", "implicit_models", "cosine", (
        {"binary": True, "K": 20}, {"binary": True, "K": 100}, {"binary": True, "K": 500},
        {"binary": False, "K": 500})),
    Rival("implicit", "implicit ALS", "implicit_models", "als", (
        {"binary": True, "factors": 64, "regularization": 0.05, "alpha": 10.0},
        {"binary": True, "factors": 64, "regularization": 10.0, "alpha": 1.0},
        {"binary": True, "factors": 128, "regularization": 1.0, "alpha": 5.0},
        {"binary": False, "factors": 64, "regularization": 1.0, "alpha": 5.0})),
    Rival("implicit", "implicit BPR", "implicit_models", "bpr", (
        {"binary": True, "factors": 64, "learning_rate": 0.01, "iterations": 100},
        {"binary": True, "factors": 64, "learning_rate": 0.05, "iterations": 100},
        {"binary": True, "factors": 64, "learning_rate": 0.05, "iterations": 300},
        {"binary": True, "factors": 128, "learning_rate": 0.05, "iterations": 100}),
        note="user factors stay as trained"),
)
