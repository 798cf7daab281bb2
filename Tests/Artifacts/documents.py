"""The documents' command lines, typed in order in a copy of the repository: what is skipped, what
is compared loosely, and the shells that share a folder.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import unittest

import servers
import transcripts

DOCUMENTS = sorted(
    path.relative_to(servers.ROOT).as_posix() for pattern in (
        "*.md", "docs/**/*.md", "deploy/**/*.md", "Examples/**/*.md", "Sources/**/*.docc/*.md")
    for path in servers.ROOT.glob(pattern))
STEP_SECONDS_MAX = 120
SERVICE = "127.0.0.1:8088"

# Documents whose commands another test follows, in a system of its own.
ELSEWHERE = {"deploy/INSTALL.md": "scripts/check-release"}

# (document, how the command begins) and why it is not run here.
SKIPPED = {
    ("docs/operate.md", "scripts/chaos"):
        "takes minutes, and its own tests run a round of it",
    ("Sources/Interest/Interest.docc/Ablation.md", "scripts/ablation"):
        "takes a quarter of an hour",
    ("Examples/movietweetings/README.md", "scripts/examples"):
        "takes minutes; CI runs scripts/examples --budget 10s",
    ("Examples/news/README.md", "scripts/examples"):
        "takes minutes; CI runs scripts/examples --budget 10s",
    ("Examples/shop/README.md", "scripts/examples"):
        "takes minutes; CI runs scripts/examples --budget 10s",
    ("Examples/news/README.md", "Examples/news/tune"): "takes minutes; scripts/examples runs it",
    ("Examples/shop/README.md", "Examples/shop/tune"): "takes minutes; scripts/examples runs it",
    ("Examples/mysql/README.md", "set -o pipefail"): "needs MariaDB; scripts/try-mariadb runs it",
    ("docs/follow.md", "ebb follow mongodb://"): "goes on until it is stopped; EbbTests run it",
    ("Examples/pymongo/README.md", "pip install pymongo"):
        "scripts/check-artifacts has installed it under .ebb",
}
# Whose answer depends on the clock or the machine, so that only its shape is compared.
LOOSE = {
    'curl "http://127.0.0.1:8088/api/recommend/ann': "what trends now decides",
    "ebb import events.csv": "tells how long it took",
}
# What runs until Ctrl-C, while the reader goes on in another terminal.
SERVERS = ("ebb serve", "scripts/quickstart")
# Whose exit code is another than 0.
EXIT_CODES = {"ebb import events.csv": 1}

def lookup(table, command):
    return next((table[start] for start in table if command.startswith(start)), None)


class Typist:
    """Types a document's commands into shells that share a folder and what was exported."""

    def __init__(self, test, within="."):
        self.home = servers.scratch(test)
        self.folder = self.home / "ebb"
        self.port = servers.free_port()
        self.replaced = {SERVICE: f"127.0.0.1:{self.port}", "localhost:8088":
                         f"localhost:{self.port}", "$(scripts/build --show)":
                         str(self.home / "bin")}
        self.settings = {}
        self.libraries = os.environ.get("PYTHONPATH", "")
        self.exported, self.background, self.background_block = [], None, None
        self._copy()
        programs = self.home / "bin"
        programs.mkdir()
        (programs / "ebb").symlink_to(servers.EBB)
        # An answer of 400 and above is a failure, which curl alone does not say.
        (programs / "curl").write_text(
            f'#!/bin/sh\nexec {shutil.which("curl")} --silent --show-error --fail-with-body "$@"\n')
        (programs / "curl").chmod(0o755)
        self.working = self.folder / within

    def _copy(self):
        """What git knows or would take in; the checkout itself stays as it is."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=servers.ROOT, capture_output=True, check=True).stdout
        for name in listed.decode().split("\0"):
            source = servers.ROOT / name
            if name and source.is_file():
                target = self.folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)

    @property
    def environment(self):
        return servers.environment(
            self.home, EBB=str(servers.EBB), EBB_MONGOD=servers.MONGOD, EBB_PORT=str(self.port),
            PATH=f"{self.home / 'bin'}:{os.environ['PATH']}",
            PYTHONPATH=self.libraries, **self.settings)

    def real(self, text):
        for shown, real in self.replaced.items():
            text = text.replace(shown, real)
        return text

    def type(self, step):
        """The exit code and the two outputs."""
        command = self.real(step.command)
        if step.kind == "python":
            arguments = [sys.executable, "-c", command]
        else:
            if command.startswith("export "):
                self.exported.append(command)
            arguments = ["bash", "-c", "\n".join([*self.exported, command])]
        return subprocess.run(
            arguments, cwd=self.working, env=self.environment, stdin=subprocess.DEVNULL, text=True,
            capture_output=True, timeout=STEP_SECONDS_MAX)

    def leave_running(self, step):
        """What runs until Ctrl-C: the document's next block is another terminal."""
        self.background = servers.Background(
            ["bash", "-c", self.real(step.command)], self.working, env=self.environment,
            start_new_session=True)
        self.background_block = step.block
        self.background.wait_for(
            "Ebb serves", lambda: "Ebb serves on" in self.background.log, STEP_SECONDS_MAX)


class DocumentTest(unittest.TestCase):
    """Runs a document; each of its commands is a part of the test."""

    def run_document(self, typist, name):
        skipped = {start: why for (document, start), why in SKIPPED.items() if document == name}
        for step in transcripts.steps(typist.folder / name):
            if lookup(skipped, step.command):
                continue
            with self.subTest(f"{name}:{step.line}: {step.command}"):
                self.run_step(typist, step)
        if typist.background:
            # Ctrl-C goes to everything in the foreground.
            os.killpg(typist.background.process.pid, signal.SIGINT)
            self.assertEqual(typist.background.stop(by=signal.SIGCONT), 0)

    def run_step(self, typist, step):
        if step.command in SERVERS:
            typist.leave_running(step)
        elif step.block == typist.background_block:
            said = transcripts.answer_in(typist.background.log, step.command)
            self.assertIsNone(transcripts.difference(step.output, said, True), said)
        else:
            self.check(typist, step, typist.type(step))

    def check(self, typist, step, done):
        servers.assert_no_crash(done.stderr, step.command)
        both = done.stderr + done.stdout
        self.assertEqual(done.returncode, lookup(EXIT_CODES, step.command) or 0, both)
        is_exact = not lookup(LOOSE, step.command)
        # A document may show what goes to standard error, or leave it out.
        found = [transcripts.difference(step.output, said, is_exact)
                 for said in (done.stdout, both)]
        self.assertIn(None, found, both)
        self.assertNotIn('"State":"failed"', done.stdout)
        # What a document cannot know, and later commands need.
        if job := re.search(r'"Id":"((\w+)-[^"]+)"', done.stdout):
            typist.replaced[f"{job[2]}-…"] = job[1]
