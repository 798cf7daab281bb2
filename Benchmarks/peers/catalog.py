"""The peers: package, model, and the candidates that the validation slice chooses from.

Everybody has the same budget of candidates. Where a package has a parameter for decay, it is among
the candidates.
"""

from dataclasses import dataclass
from typing import Any

CANDIDATES = 4


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
    Rival("cornac", "cornac EASE", "cornac_models", "ease", (
        {"lamb": 200, "posB": False}, {"lamb": 500, "posB": False},
        {"lamb": 200, "posB": True}, {"lamb": 500, "posB": True})),
    Rival("cornac", "cornac TIFU-KNN", "cornac_models", "tifuknn", (
        {"n_neighbors": 300, "within_decay_rate": 0.9, "group_decay_rate": 0.7},
        {"n_neighbors": 100, "within_decay_rate": 0.9, "group_decay_rate": 0.9},
        {"n_neighbors": 300, "within_decay_rate": 1.0, "group_decay_rate": 0.9, "n_groups": 3},
        {"n_neighbors": 300, "within_decay_rate": 0.98, "group_decay_rate": 1.0, "n_groups": 3})),
    Rival("cornac", "cornac GRU4Rec", "cornac_models", "gru4rec", (
        {"layers": [100], "n_epochs": 5, "learning_rate": 0.05, "batch_size": 64},
        {"layers": [100], "n_epochs": 10, "learning_rate": 0.05, "batch_size": 64},
        {"layers": [100], "n_epochs": 10, "learning_rate": 0.1, "batch_size": 64},
        {"layers": [64], "n_epochs": 10, "learning_rate": 0.05, "batch_size": 32,
         "dropout_p_embed": 0.2})),
    Rival("cornac", "cornac SASRec, cross-entropy", "cornac_models", "sasrec", (
        {"embedding_dim": 64, "n_epochs": 10, "max_len": 50, "batch_size": 128},
        {"embedding_dim": 64, "n_epochs": 20, "max_len": 50, "batch_size": 128},
        {"embedding_dim": 64, "n_epochs": 20, "max_len": 20, "batch_size": 128, "dropout": 0.5},
        {"embedding_dim": 100, "n_epochs": 10, "max_len": 50, "batch_size": 64,
         "use_biases": True})),
    Rival("lenskit", "LensKit item-kNN", "lenskit_models", "itemknn", (
        {"max_nbrs": 20}, {"max_nbrs": 100}, {"max_nbrs": 20, "min_nbrs": 2},
        {"max_nbrs": 500, "save_nbrs": 500})),
    Rival("recommenders", "recommenders SAR, time decay", "recommenders_models", "sar", (
        {"similarity_type": "jaccard", "time_decay_coefficient": 30},
        {"similarity_type": "jaccard", "time_decay_coefficient": 7},
        {"similarity_type": "cosine", "time_decay_coefficient": 7},
        {"similarity_type": "cooccurrence", "time_decay_coefficient": 7})),
    Rival("recpack", "RecPack time-decay kNN", "recpack_models", "tars", (
        {"K": 200, "fit_decay": 0.0, "predict_decay": 1 / 30},
        {"K": 200, "fit_decay": 1 / 90, "predict_decay": 1 / 7},
        {"K": 500, "fit_decay": 0.0, "predict_decay": 1 / 7},
        {"K": 500, "fit_decay": 1 / 30, "predict_decay": 1 / 30})),
)
