"""Runs every test of this folder, a module in a process of its own and two at a time; with names of
tests, as unittest takes them, only those. Ends with a line `N passed, N failed`. A test that cannot
run here is skipped by name, and with CI=true a skip is a failure, but for those that need
systemd-analyze.
"""

import concurrent.futures
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import unittest

# The one tool that a machine which takes changes in may lack.
MAY_BE_MISSING = "systemd-analyze"
# They wait for servers most of the time. The longest begins first.
MODULES_AT_ONCE = 2
LONGEST = "test_readme"
MODULE_SECONDS_MAX = 600
# A test that takes longer is reported with its time.
SLOW_SECONDS = 5
CLOSING = re.compile(r"^(\d+) passed, (\d+) failed$", re.MULTILINE)


class Result(unittest.TextTestResult):
    """Counts a test once, however many of its parts fail."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.passed = 0
        self.seconds = {}

    def startTest(self, test):
        self.seconds[test.id()] = -time.monotonic()
        super().startTest(test)

    def stopTest(self, test):
        super().stopTest(test)
        self.seconds[test.id()] += time.monotonic()

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1

    @property
    def failed(self):
        """Names of tests, and of the fixtures of classes."""
        tests = {getattr(test, "test_case", test).id() for test, _ in self.failures + self.errors}
        if os.environ.get("CI"):
            tests |= {test.id() for test, why in self.skipped if MAY_BE_MISSING not in why}
        return tests | {test.id() for test in self.unexpectedSuccesses}


def run(names):
    """In this process."""
    suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    result = unittest.TextTestRunner(sys.stdout, verbosity=2, resultclass=Result).run(suite)
    for test, why in result.skipped:
        print(f"skipped: {test.id()}: {why}")
    for test, seconds in result.seconds.items():
        if seconds > SLOW_SECONDS:
            print(f"{seconds:.1f} s: {test}")
    print(f"{result.passed} passed, {len(result.failed)} failed")
    return result.passed and not result.failed


def run_module(name):
    """In a process of its own; what it said, when it has ended."""
    done = subprocess.run(
        [sys.executable, __file__, name], text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=MODULE_SECONDS_MAX)
    found = CLOSING.search(done.stdout)
    text = CLOSING.sub("", done.stdout).strip()
    print(f"== {name}\n{text}\n", flush=True)
    # A module that cannot even be loaded, or in which nothing ran, is one failure.
    passed, failed = map(int, found.groups()) if found else (0, 1)
    return passed, max(failed, 1 if done.returncode else 0)


def run_all():
    names = sorted(path.stem for path in pathlib.Path(__file__).parent.glob("test_*.py"))
    names.sort(key=lambda name: name != LONGEST)
    with concurrent.futures.ThreadPoolExecutor(MODULES_AT_ONCE) as pool:
        counts = list(pool.map(run_module, names))
    passed, failed = (sum(column) for column in zip(*counts))
    print(f"{passed} passed, {failed} failed")
    return passed and not failed


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(0 if (run(sys.argv[1:]) if sys.argv[1:] else run_all()) else 1)
