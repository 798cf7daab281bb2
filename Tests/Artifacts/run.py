"""Runs every test of this folder; arguments are names of tests, as unittest takes them. Ends with
a line `N passed, N failed`. A test that cannot run here is skipped by name, and with CI=true a skip
is a failure, but for those that need systemd-analyze.
"""

import os
import pathlib
import signal
import sys
import unittest

# The one tool that a machine which takes changes in may lack.
MAY_BE_MISSING = "systemd-analyze"


class Result(unittest.TextTestResult):
    """Counts a test once, however many of its parts fail."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.passed = 0

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


def main(names):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = pathlib.Path(__file__).resolve().parent
    loader = unittest.defaultTestLoader
    suite = loader.loadTestsFromNames(names) if names else loader.discover(str(folder))
    result = unittest.TextTestRunner(verbosity=2, resultclass=Result).run(suite)
    for test, why in result.skipped:
        print(f"skipped: {test.id()}: {why}")
    print(f"{result.passed} passed, {len(result.failed)} failed")
    if not result.passed:
        sys.exit("check-artifacts: no test passed, so nothing was checked.")
    sys.exit(1 if result.failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
