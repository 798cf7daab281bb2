"""Reads logs of behaviors from delimited text, as `ebb evaluate FILE --columns` does."""

import csv
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from protocol import Behavior, ProtocolError, Split, split

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("user", "item", "time")


@dataclass(frozen=True)
class Log:
    """A file of behaviors, and how to read it."""

    name: str
    path: Path
    columns: tuple[str, ...]
    header: bool
    repeats: bool
    action: str

    def flags(self) -> list[str]:
        """The same as arguments of `ebb evaluate` and `ebb tune`."""
        return [str(self.path), "--columns", ",".join(self.columns), "--action", self.action,
                "--header" if self.header else "--no-header",
                *(["--repeats"] if self.repeats else [])]

    def read(self) -> Split:
        """The core of the log, cut for evaluation."""
        missing = [name for name in NEEDED if name not in self.columns]
        if missing:
            raise ProtocolError(
                f"--columns lacks {', '.join(missing)}: expected for example user,item,value,time, "
                "with - for a column to skip")
        opener = gzip.open if self.path.suffix == ".gz" else open
        try:
            with opener(self.path, "rt", encoding="utf-8", newline="") as lines:
                return split(self._behaviors(lines), self.repeats)
        except OSError as error:
            raise ProtocolError(f"{self.path} cannot be read: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise ProtocolError(f"{self.path} is not UTF-8: convert it, e.g. by iconv") from error

    def _behaviors(self, lines: Iterable[str]) -> list[Behavior]:
        user, item, time = (self.columns.index(name) for name in NEEDED)
        behaviors = []
        for number, fields in enumerate(rows(lines), 1):
            if number == 1 and self.header:
                continue
            try:
                behaviors.append((fields[user], fields[item], milliseconds(fields[time])))
            except (IndexError, ValueError) as error:
                raise ProtocolError(
                    f"{self.path}, line {number}: expected {','.join(self.columns)} with a time in "
                    f"Unix seconds or ISO 8601, got {fields}") from error
        return behaviors


def rows(lines: Iterable[str]) -> Iterable[list[str]]:
    """The fields of each line, separated by `::`, tabs or commas, whichever the first line has."""
    iterator = iter(lines)
    first = next(iterator, "")
    chained = (line for part in ([first], iterator) for line in part)
    if "::" in first:
        return (line.rstrip("\r\n").split("::") for line in chained)
    return csv.reader(chained, delimiter="\t" if "\t" in first else ",")


def milliseconds(text: str) -> int:
    """A time in Unix seconds, or in ISO 8601 (UTC where it has no zone)."""
    try:
        return round(float(text) * 1000)
    except ValueError:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        return round(moment.timestamp() * 1000)


# The example logs that come with Ebb.
EXAMPLES = {
    "films": Log("films", ROOT / "Examples/movietweetings/ratings.dat.gz",
                 ("user", "item", "value", "time"), False, False, "rating"),
    "shop": Log("shop", ROOT / "Examples/shop/purchases.csv.gz",
                ("user", "-", "item", "-", "-", "time"), True, True, "purchase"),
}
