"""Markdown documents read as what a person would type: fenced transcripts (`$ command`, then what
it says), scripts (sh) and Python; and whether what a command says is what the document shows.
"""

import dataclasses
import json
import pathlib
import re
import shlex

# A line that stands for any number of lines.
ANY_LINES = "…"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Languages of blocks that are run as a whole.
RUN = ("sh", "bash", "python")
INLINE = re.compile(r"`([^`\n]+)`")


@dataclasses.dataclass
class Step:
    """One thing to type, where it stands, and what the document shows of its answer."""

    block: int
    line: int
    kind: str
    command: str
    output: list


def is_whole(command):
    """Whether a command ends here: no open quote, no backslash before the line's end."""
    if command.endswith("\\"):
        return False
    try:
        shlex.split(command)
    except ValueError:
        return False
    return True


def _transcript(text, block, line):
    step = None
    for number, row in enumerate(text.splitlines(), line):
        if step and not is_whole(step.command):
            step.command += "\n" + row
        elif row.startswith("$ "):
            if step:
                yield step
            step = Step(block, number, "sh", row.removeprefix("$ "), [])
        elif step:
            step.output.append(row)
    if step:
        yield step


def steps(document):
    """All commands, in order; blocks of other kinds, such as formulas, are skipped."""
    text = pathlib.Path(document).read_text(encoding="utf-8")
    for block, found in enumerate(FENCE.finditer(text)):
        language, body = found.groups()
        line = text.count("\n", 0, found.start()) + 2
        if language in RUN:
            yield Step(block, line, "python" if language == "python" else "sh", body, [])
        else:
            yield from _transcript(body, block, line)


def hidden_commands(document):
    """Lines of blocks that look like commands and are not run, for want of a `$ `."""
    text = pathlib.Path(document).read_text(encoding="utf-8")
    return [row for language, body in FENCE.findall(text) if language not in RUN
            for row in body.splitlines() if re.match(r"(ebb|curl|scripts/|docker|sudo)\b", row)]


def answer_in(log, command):
    """What a script's log shows of a command that it ran and wrote out as `$ command`."""
    head = f"$ {command}\n"
    if head not in log:
        return f"{command} was not run"
    return log.split(head, 1)[1].split("\n$ ")[0].split("\nSend requests from")[0].rstrip("\n")


def inline_commands(document):
    """What stands in the text as `ebb …` or `scripts/…`, outside of blocks."""
    text = FENCE.sub("", pathlib.Path(document).read_text(encoding="utf-8"))
    return [code for code in INLINE.findall(text) if re.match(r"(ebb|scripts/\w)", code)]


def _keys(value):
    """A JSON value without what may differ: keys stay, of a list its first member."""
    if isinstance(value, dict):
        return {key: _keys(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_keys(member) for member in value[:1]]
    return type(value).__name__


def shape(line):
    """A line without what may differ from run to run: numbers, and widths of columns."""
    try:
        return json.dumps(_keys(json.loads(line)), sort_keys=True)
    except ValueError:
        return re.sub(r"\s+", " ", re.sub(r"\d[\d,.:TZ-]*", "#", line)).strip()


def difference(shown, said, is_exact):
    """None where what was said is what the document shows; else a sentence."""
    if not shown:
        return None
    form = (lambda line: line.rstrip()) if is_exact else shape
    wanted = [row if row == ANY_LINES else form(row) for row in shown]
    found = [form(row) for row in said.splitlines()]
    return _compare(wanted, found, 0)


def _compare(wanted, found, at):
    for index, row in enumerate(wanted):
        if row == ANY_LINES:
            rest = wanted[index + 1:]
            if not rest:
                return None
            tries = (_compare(rest, found, start) for start in range(at, len(found) + 1))
            return None if any(t is None for t in tries) else f"nowhere comes {rest[0]!r}"
        if at >= len(found) or found[at] != row:
            there = repr(found[at]) if at < len(found) else "the end"
            return f"expected {row!r}, and there was {there}"
        at += 1
    return None if at == len(found) else f"more came: {found[at]!r}"
