"""Runs peers one after the other, each within a time limit, so that one that fails stops no other.
"""

import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import environments
from catalog import Rival
from protocol import Split

WORKER = Path(__file__).resolve().parent / "worker.py"
# This fraction of a peer's time is for its candidates; the rest is for the test.
TUNING_SHARE = 0.7
# Libraries for linear algebra read these when they are loaded.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                    "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS", "LK_NUM_THREADS")
REASON_MAX = 160


class RunFailure(Exception):
    """Says in one sentence why a peer gave no answer."""


@dataclass
class Row:
    """A line of the table: figures, or the reason why there are none."""

    title: str
    package: str
    figures: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, Any] | None = None
    tried: list[dict[str, Any]] = field(default_factory=list)
    failure: str = ""
    note: str = ""

    def json(self) -> dict[str, Any]:
        """Everything, for programs."""
        return {key: value for key, value in vars(self).items() if value not in ("", None, {})}


@dataclass(frozen=True)
class Runner:
    """The limits under which peers run on one cut log."""

    part: Split
    seconds_max: float
    threads: int

    def run(self, rival: Rival) -> Row:
        """Tunes and tests a peer."""
        row = Row(rival.title, rival.package, note=rival.note)
        try:
            interpreter = environments.python(rival.package)
            row.tried, late = self._tune(rival, interpreter)
            done = [one for one in row.tried if "ndcg" in one]
            if not done:
                errors = [one["error"] for one in row.tried if "error" in one]
                raise RunFailure(late or errors[0])
            row.parameters = max(done, key=lambda one: one["ndcg"])["parameters"]
            row.figures = self.test(rival, interpreter, row.parameters)
            if len(done) < len(rival.candidates):
                row.note = f"{row.note}; " if row.note else ""
                row.note += f"{len(done)} of {len(rival.candidates)} candidates finished"
        except (RunFailure, environments.EnvironmentFailure) as failure:
            row.failure = str(failure)
        return row

    def _tune(self, rival: Rival, interpreter: Path) -> tuple[list[dict[str, Any]], str]:
        return self._work(
            rival, interpreter, True, list(rival.candidates), TUNING_SHARE * self.seconds_max)

    def test(self, rival: Rival, interpreter: Path, parameters: dict) -> dict[str, Any]:
        """The figures of a peer on the test part."""
        left = (1 - TUNING_SHARE) * self.seconds_max
        answers, reason = self._work(rival, interpreter, False, [parameters], left)
        if not answers:
            raise RunFailure(reason or "no answer")
        return answers[0]

    def _work(
        self, rival: Rival, interpreter: Path, validation: bool, candidates: list[dict],
        seconds: float
    ) -> tuple[list[dict[str, Any]], str]:
        """What a worker answered, and why it answered no more."""
        with tempfile.TemporaryDirectory() as folder:
            split, job = Path(folder, "split"), Path(folder, "job.json")
            split.write_bytes(pickle.dumps(self.part))
            job.write_text(json.dumps({
                "split": str(split), "validation": validation, "module": rival.module,
                "model": rival.model, "candidates": candidates, "threads": self.threads}))
            return self._run([str(interpreter), str(WORKER), str(job)], seconds)

    def _run(self, command: list[str], seconds: float) -> tuple[list[dict[str, Any]], str]:
        limits = {name: str(self.threads) for name in THREAD_VARIABLES}
        begun = time.monotonic()
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=seconds,
                env=os.environ | limits | {"PYTHONDONTWRITEBYTECODE": "1"})
        except subprocess.TimeoutExpired as error:
            return answers_in(error.stdout or b""), f"took more than {seconds:.0f} s"
        answers = answers_in(done.stdout.encode())
        print(f"  {len(answers)} answers in {time.monotonic() - begun:.0f} s", file=sys.stderr)
        if done.returncode == 0:
            return answers, ""
        lines = done.stderr.strip().splitlines() or [""]
        return answers, f"ended with status {done.returncode}: {lines[-1]}"[:REASON_MAX]


def answers_in(output: bytes) -> list[dict[str, Any]]:
    """The whole lines of JSON; the last one may be cut."""
    answers = []
    for line in output.decode(errors="replace").splitlines():
        try:
            answers.append(json.loads(line))
        except ValueError:
            continue
    return answers
