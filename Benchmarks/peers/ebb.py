"""Asks Ebb itself: its rows of the table, and its figures for the methods that check the harness.
"""

import json
import os
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import environments
from catalog import Rival
from logs import ROOT, Log
from protocol import Split
from runner import REASON_MAX, Row, RunFailure, Runner

# Figures of the two programs agree to this.
TOLERANCE = 1e-6
# A command may exceed its time by its last step.
GRACE_SECONDS = 300
CHECK_SECONDS_MIN = 3600
CHECKED = [("popularity", None, {}), ("cosine", None, {"halfLife": None}),
           ("cosine", "exponential 2b", {"halfLife": 2}),
           ("ease", None, {"ridge": 200, "halfLife": None}),
           ("ease", "exponential 2b", {"ridge": 200, "halfLife": 2})]
NAMES = {"popularity": "popularity", "cosine": "item-cosine", "ease": "ease"}


class Ebb:
    """A built `ebb`, asked about one log."""

    def __init__(self, program: Path, log: Log, seconds_max: float) -> None:
        self.program, self.log, self.seconds_max = program, log, seconds_max

    def ask(self, command: str, *arguments: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The JSON answer of a command, and what it cost."""
        line = [str(self.program), command, *self.log.flags(), *arguments, "--format", "json"]
        begun, before = time.perf_counter(), os.times()
        with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
            try:
                child = subprocess.Popen(line, cwd=ROOT, stdout=output, stderr=errors)
            except OSError as error:
                raise RunFailure(f"{self.program} cannot run: {error.strerror}") from error
            status, peak = self._wait(child, begun)
            seconds = time.perf_counter() - begun
            after = os.times()
            output.seek(0)
            errors.seek(0)
            if status:
                last = (errors.read().strip().splitlines() or [""])[-1]
                raise RunFailure(f"ebb {command} ended with status {status}: {last}"[:REASON_MAX])
            processor = sum(after[2:4]) - sum(before[2:4])
            cost = {"command": (seconds, processor), "peakMegabytes": peak}
            return json.loads(output.read()), cost

    def _wait(self, child: subprocess.Popen, begun: float) -> tuple[int, float]:
        """The status of a child and its peak memory in MB; it is ended when its time is up."""
        while True:
            ended, status, usage = os.wait4(child.pid, os.WNOHANG)
            if ended:
                child.returncode = os.waitstatus_to_exitcode(status)
                return child.returncode, usage.ru_maxrss / 1024
            if time.perf_counter() - begun > self.seconds_max + GRACE_SECONDS:
                child.kill()
                child.wait()
                raise RunFailure(f"took more than {self.seconds_max + GRACE_SECONDS:.0f} s")
            time.sleep(0.05)

    def rows(self) -> list[Row]:
        """The blend as it is built in, and as `ebb tune` finds it."""
        return [self._row("Ebb blend, built in", self._built_in),
                self._row("Ebb blend, tuned", self._tuned)]

    def _row(self, title: str, ask) -> Row:
        row = Row(title, "ebb")
        try:
            row.figures, row.note = ask()
        except RunFailure as failure:
            row.failure = str(failure)
        return row

    def _built_in(self) -> tuple[dict[str, Any], str]:
        answer, cost = self.ask("evaluate", "--recommender", "blend", "--lists")
        row = answer["rows"][0]
        return figures(row) | cost, "law and weights chosen on the validation slice"

    def _tuned(self) -> tuple[dict[str, Any], str]:
        seconds = f"{self.seconds_max:.0f}s"
        answer, cost = self.ask("tune", "--budget", seconds)
        return {"ndcg": answer["held"]["after"]} | cost, f"{answer['trials']} candidates"

    def check(self, runner: Runner) -> float:
        """The largest difference between the figures of both programs for the same methods."""
        answer, _ = self.ask(
            "evaluate", *[part for name in NAMES.values() for part in ("--recommender", name)],
            "--law", "none", "--law", "exponential 2b", "--lists", "--resamples", "0",
            "--ridge", "200")
        theirs = {(row["recommender"], row.get("law")): figures(row) for row in answer["rows"]}
        differences: list[float] = []
        try:
            python = environments.python("numpy")
        except environments.EnvironmentFailure as failure:
            raise RunFailure(f"the harness cannot be checked: {failure}") from failure
        # Its time is not that of a peer, which may be short.
        runner = replace(runner, seconds_max=max(runner.seconds_max, CHECK_SECONDS_MIN))
        for model, law, parameters in CHECKED:
            key = NAMES[model], law or (None if model == "popularity" else "none")
            rival = Rival("numpy", model, "numpy_models", model, (parameters,))
            mine = runner.test(rival, python, parameters)
            differences += [abs(mine[name] - theirs[key][name])
                            for name in ("ndcg", "hitRate", "coverage")]
        if max(differences) > TOLERANCE:
            raise RunFailure(
                f"the harness and ebb evaluate differ by {max(differences):.2g}, expected at most "
                f"{TOLERANCE}: fix the harness before comparing anything")
        return max(differences)


def figures(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `ebb evaluate`, named like those of peers."""
    first = row["figures"][0]
    return {"ndcg": first["ndcg"], "ndcgInterval": row.get("ndcgInterval"),
            "hitRate": first["hitRate"], "coverage": first.get("coverage")}


def sizes(part: Split) -> dict[str, int]:
    """The sizes of a cut log."""
    return {"behaviors": len(part.users), "users": part.user_count, "items": part.item_count,
            "training": part.cut, "queries": len(part.queries())}
