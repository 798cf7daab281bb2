"""What the tests of the artifacts share: scratch folders, `ebb` and MongoDB as processes, waits
that end, and the promise that no server leaves a backtrace in its log.
"""

import atexit
import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EBB = pathlib.Path(os.environ["EBB"]).resolve()
# The command, and what it runs for HTTP; installed together.
PROGRAMS = (EBB, EBB.parent / "ebb-http")
MONGOD = os.environ["EBB_MONGOD"]
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 60
COMMAND_SECONDS_MAX = 120
# What a crash leaves in a log.
CRASH_WORDS = ("Fatal error", "Crash", "*** Signal", "Backtrace")

_running = []


def eventually(what, probe, seconds=START_SECONDS_MAX):
    """The first true value that the probe gives; or an AssertionError."""
    deadline = time.monotonic() + seconds
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain until {what}")
        time.sleep(0.05)


def assert_no_crash(log, whose):
    """Fails where a log shows that its process crashed."""
    found = [word for word in CRASH_WORDS if word in log]
    if found:
        raise AssertionError(f"the log of {whose} has {found}:\n{log[-4000:]}")


def free_port():
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def commands_with(text):
    """The command lines of this machine's processes that have a text in them."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(text) in command:
            found.append(command.strip())
    return found


def scratch(test):
    """A folder that is gone after the test, or the class of tests."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ebb-artifacts-"))
    clean = test.addClassCleanup if isinstance(test, type) else test.addCleanup
    clean(shutil.rmtree, folder, ignore_errors=True)
    return folder


def environment(folder, **more):
    """What a process is started with: no setting of Ebb's but those that are given."""
    plain = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**plain, "HOME": str(folder), "TMPDIR": str(folder), **more}


def ebb(*arguments, folder, expect=0, stdin=None, **settings):
    """Runs the command; its two outputs, after a check of the exit code."""
    done = subprocess.run(
        [str(EBB), *arguments], cwd=folder, env=environment(folder, **settings), input=stdin,
        text=True, capture_output=True, timeout=COMMAND_SECONDS_MAX)
    assert_no_crash(done.stderr, "ebb " + " ".join(arguments))
    if expect is not None and done.returncode != expect:
        raise AssertionError(
            f"ebb {' '.join(arguments)} ended with {done.returncode}, not {expect}:\n{done.stderr}")
    return done


class Background:
    """A process with a log, which ends with the test run at the latest."""

    def __init__(self, arguments, folder, log="log", **options):
        self.name = pathlib.Path(arguments[0]).name
        self.path = pathlib.Path(folder) / log
        with open(self.path, "wb") as file:
            self.process = subprocess.Popen(
                arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=file,
                stderr=subprocess.STDOUT, **options)
        _running.append(self)

    @property
    def log(self):
        return self.path.read_text(errors="replace")

    def wait_for(self, what, probe, seconds=START_SECONDS_MAX):
        """As eventually, but ends at once where the process does."""
        def alive():
            code = self.process.poll()
            found = probe()
            if not found and code is not None:
                raise AssertionError(f"{self.name} ended with {code}:\n{self.log[-4000:]}")
            return found
        return eventually(what, alive, seconds)

    def stop(self, by=signal.SIGTERM, seconds=STOP_SECONDS_MAX):
        """Stops it as an operator does, and gives the exit code; its log must be clean."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.end()
            raise AssertionError(
                f"{self.name} did not stop within {seconds} s:\n{self.log[-4000:]}")
        assert_no_crash(self.log, self.name)
        return code

    def end(self):
        """Whatever happens, it is gone afterwards."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Answer:
    """What a server said to one request."""

    def __init__(self, status, body):
        self.status, self.body = status, body

    @property
    def json(self):
        return json.loads(self.body)


class Serve(Background):
    """`ebb serve`, by the arguments and the environment that an artifact names."""

    def __init__(self, arguments, folder, settings, **options):
        super().__init__(
            [str(EBB), *arguments], folder, log=f"serve-{len(_running)}.log",
            env=environment(folder, **settings), **options)
        found = self.wait_for(
            "Ebb serves", lambda: re.search(r"Ebb serves on \w+://\S+:(\d+)", self.log))
        self.port = int(found.group(1))

    def ask(self, path, body=None, key=None, method=None):
        return ask(f"http://127.0.0.1:{self.port}{path}", body, key, method)


def ask(url, body=None, key=None, method=None):
    """One request; an answer of any status is an answer."""
    headers = {"Content-Type": "application/json"}
    if key:
        headers["X-API-Key"] = key
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return Answer(answer.status, answer.read().decode())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read().decode())


class Mongod:
    """A real MongoDB server, a replica set of one named `tests`: see scripts/private-mongod."""

    set_name = "tests"

    def __init__(self, test):
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "scripts/private-mongod"), MONGOD],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        clean = test.addClassCleanup if isinstance(test, type) else test.addCleanup
        clean(self.end)
        # It bounds its own start, and says on standard error what went wrong.
        self.uri = self.process.stdout.readline().strip()
        assert self.uri.startswith("mongodb://"), "scripts/private-mongod did not start a server"
        self.address = self.uri.removeprefix("mongodb://")

    def database(self, name):
        """The URI of a database on it."""
        return f"{self.uri}/{name}?replicaSet={self.set_name}"

    def end(self):
        # Its input's end is its sign to stop.
        self.process.stdin.close()
        self.process.wait(STOP_SECONDS_MAX)
        self.process.stdout.close()


def import_films(folder, lines=2000, of="", **settings):
    """The first films and ratings of the sample log, imported; of ratings, those whose line begins
    as it is said."""
    for name, flags in (
        ("movies", ["--items", "--columns", "item,title,categories"]),
        ("ratings", ["--columns", "user,item,value,time", "--action", "rating"]),
    ):
        path = ROOT / "Examples/movietweetings" / f"{name}.dat.gz"
        with gzip.open(path, "rt", encoding="utf-8") as file:
            start = of if name == "ratings" else ""
            kept = (line for line in file if line.startswith(start))
            text = "".join(line for line, _ in zip(kept, range(lines)))
        ebb("import", "-", *flags, folder=folder, stdin=text, **settings)


def first_user():
    """A user who is in the first lines of the sample log."""
    with gzip.open(ROOT / "Examples/movietweetings/ratings.dat.gz", "rt") as file:
        return file.readline().split("::")[0]


@atexit.register
def _end_all():
    for process in _running:
        process.end()
