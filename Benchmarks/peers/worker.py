"""Trains and asks one peer in its own environment: `worker.py JOB`, a JSON file.

Each answer is a line of JSON on standard output: one per candidate on the validation slice, or one
for the test part. Whatever the package prints goes to standard error. Times are of the peer alone:
the log is read, cut and numbered before.
"""

import contextlib
import importlib
import json
import pickle
import resource
import sys
import time
from pathlib import Path

from protocol import DEPTH, Figures, Split
from scoring import blocks, evaluate, interval


class Clock:
    """The time since it was made: on the wall, and of the processor on all threads."""

    def __init__(self) -> None:
        self.begun = time.perf_counter(), time.process_time()

    def seconds(self) -> tuple[float, float]:
        """Both, in seconds."""
        return time.perf_counter() - self.begun[0], time.process_time() - self.begun[1]


def peak_megabytes() -> float:
    """The most memory that this process has had resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def tune(job: dict, part: Split, answer) -> None:
    """Answers with each candidate's NDCG on the validation slice."""
    for parameters in job["candidates"]:
        peer = make(job, parameters)
        try:
            peer.fit(part)
            ndcg = evaluate(part, peer.scores, False, peer.positive).ndcg
        except Exception as error:  # Another package may raise anything; the others go on.
            answer({"parameters": parameters, "error": f"{type(error).__name__}: {error}"[:200]})
        else:
            answer({"parameters": parameters, "ndcg": ndcg})


def test(job: dict, part: Split, answer) -> None:
    """Trains, lists everybody's top 10, and answers the queries of the test part."""
    peer = make(job, job["candidates"][0])
    clock = Clock()
    peer.fit(part)
    training = clock.seconds()
    everybody, clock = part.everybody(), Clock()
    for block in blocks(everybody):
        peer.top(block, DEPTH, part.repeats)
    top = clock.seconds()
    peak = peak_megabytes()
    figures = evaluate(part, peer.scores, True, peer.positive)
    answer(summary(figures) | {
        "training": training, "top": top, "topUsers": len(everybody), "peakMegabytes": peak})


def make(job: dict, parameters: dict):
    """The peer under some parameters."""
    module = importlib.import_module(f"adapters.{job['module']}")
    return module.PEERS[job["model"]](parameters, job["threads"])


def summary(figures: Figures) -> dict:
    """The figures as JSON."""
    return {"ndcg": figures.ndcg, "ndcgInterval": interval(figures), "hitRate": figures.hit_rate,
            "coverage": figures.coverage, "queries": len(figures.gains)}


def main(path: str) -> None:
    """Runs a job."""
    job = json.loads(Path(path).read_text(encoding="utf-8"))
    output = sys.stdout
    with contextlib.redirect_stdout(sys.stderr), open(job["split"], "rb") as file:
        # Written a moment ago by the program that started this one.
        part: Split = pickle.load(file)
        part, work = (part.validation(), tune) if job["validation"] else (part, test)
        work(job, part, lambda one: print(json.dumps(one), file=output, flush=True))


if __name__ == "__main__":
    main(sys.argv[1])
