"""The table of a comparison, as Markdown, and the results of earlier runs that it is made from."""

import json
import os
import platform
from pathlib import Path
from typing import Any

import environments
from logs import ROOT

RESULTS = ROOT / ".ebb/peers/results"
HEADER = ("recommender", "NDCG@10", "95 %", "HR@10", "coverage", "training, s",
          "top 10 of everybody, s", "memory, MB", "note")
NUMBERS = range(1, 8)


def machine() -> str:
    """The processor and the system that measured."""
    model = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        names = [line.split(":", 1)[1].strip() for line in cpus.read_text().splitlines()
                 if line.startswith("model name")]
        model = names[0] if names else model
    return f"{os.cpu_count()} × {model}, {platform.system()}, Python {platform.python_version()}"


def stored(name: str) -> dict[str, Any]:
    """What earlier runs on a log found; nothing without one."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def merge(name: str, fresh: dict[str, Any]) -> dict[str, Any]:
    """Adds rows to those of earlier runs on the same log; a row replaces that of the same title."""
    path = RESULTS / f"{name}.json"
    earlier = stored(name)
    if earlier.get("log") != fresh["log"]:
        earlier = {"rows": []}
    titles = {row["title"] for row in fresh["rows"]}
    rows = [row for row in earlier["rows"] if row["title"] not in titles] + fresh["rows"]
    rows.sort(key=lambda row: -row.get("figures", {}).get("ndcg", -1))
    merged = earlier | fresh | {"rows": rows}
    RESULTS.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(merged, indent=1) + "\n", encoding="utf-8")
    return merged


def markdown(results: list[dict[str, Any]]) -> str:
    """The page."""
    packages = sorted({row["package"] for one in results for row in one["rows"]} - {"ebb"})
    pinned = ", ".join(environments.version(package) for package in packages)
    parts = ["# Peers", INTRODUCTION, *[section(one) for one in results], READING]
    return "\n\n".join(parts + ([f"Packages: {pinned}."] if pinned else [])) + "\n"


INTRODUCTION = (
    "Recommenders of other packages beside Ebb's, by the protocol of `ebb evaluate`: the same "
    "split, the same queries, the same scorer. `Benchmarks/peers/compare` writes this page; "
    "[its README](../Benchmarks/peers/README.md) says how.")

READING = (
    "Every peer chooses its parameters among the same number of candidates on the same validation "
    "slice, the last fifth of the training part. Times are wall seconds, with processor seconds in "
    "parentheses; on a machine that does other work, compare the latter. Memory is the peak of the "
    "process after training and lists, with its interpreter and libraries. The times of Ebb are of "
    "the whole command, which reads the file, chooses, trains and answers all queries, on all "
    "processors. `–` means not measured.")


def section(one: dict[str, Any]) -> str:
    """The table of one log."""
    size = {key: f"{value:,}" for key, value in one["sizes"].items()}
    repeats = "repeats count" if one["repeats"] else "no repeats"
    lines = [
        f"## {one['name'].capitalize()}", "",
        f"{size['behaviors']} behaviors of {size['users']} users on {size['items']} items; "
        f"{size['training']} train, {size['queries']} are predicted, {repeats}. Measured on "
        f"{one['date']} with {one['threads']} "
        f"{'thread' if one['threads'] == 1 else 'threads'} on {one['machine']}.", ""]
    if "check" in one:
        lines += [
            "The harness gives popularity, item cosine and EASE the figures that `ebb evaluate` "
            f"gives them: the largest difference is {one['check']:.1g}.", ""]
    marks = ["---:" if index in NUMBERS else "---" for index in range(len(HEADER))]
    lines += [line(HEADER), line(marks), *[line(cells(row)) for row in one["rows"]]]
    return "\n".join(lines)


def line(fields: Any) -> str:
    """A line of a table."""
    return "| " + " | ".join(fields) + " |"


def cells(row: dict[str, Any]) -> list[str]:
    """The cells of a row."""
    found = row.get("figures", {})
    low, high = found.get("ndcgInterval") or (None, None)
    between = f"{low:.4f}–{high:.4f}" if low is not None else "–"
    note = row.get("failure") or row.get("note", "")
    return [row["title"], number(found.get("ndcg"), 6), between, number(found.get("hitRate"), 6),
            number(found.get("coverage"), 3), times(found.get("training") or found.get("command")),
            times(found.get("top")), number(found.get("peakMegabytes"), 0),
            note.replace("|", "/")]


def number(value: float | None, digits: int) -> str:
    """A number, or a dash."""
    return "–" if value is None else f"{value:,.{digits}f}"


def times(seconds: list[float] | None) -> str:
    """Seconds on the wall, and of the processor."""
    return "–" if seconds is None else f"{seconds[0]:,.1f} ({seconds[1]:,.1f})"
