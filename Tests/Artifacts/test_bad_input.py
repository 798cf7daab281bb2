"""What goes wrong on a new user's first day, each told in one sentence and no backtrace."""

import os
import shutil
import socket
import subprocess
import unittest

import servers

NOBODY = 65534
SENTENCE_LENGTH_MAX = 400


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = servers.scratch(cls)
        cls.folder.chmod(0o755)
        # Away from the checkout, whose .ebb/bin has a mongod that it would find.
        cls.program = cls.folder / "ebb"
        for program in servers.PROGRAMS:
            shutil.copy2(program, cls.folder)

    def sentence(self, *arguments, user=None, path=None, **settings):
        """What it says before it ends in failure, which must be one line."""
        environment = servers.environment(self.folder, **settings)
        if path is not None:
            environment["PATH"] = path
        done = subprocess.run(
            [str(self.program), *arguments], cwd=self.folder, env=environment, text=True,
            capture_output=True, timeout=servers.COMMAND_SECONDS_MAX, user=user,
            stdin=subprocess.DEVNULL)
        servers.assert_no_crash(done.stderr, "ebb")
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        lines = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertEqual(done.stderr.splitlines()[-1], lines[0])
        self.assertLess(len(lines[0]), SENTENCE_LENGTH_MAX)
        return lines[0]

    def test_a_taken_port(self):
        mongod = servers.Mongod(self)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = str(listener.getsockname()[1])
            said = self.sentence("serve", "--port", port, EBB_DATABASE=mongod.database("taken"))
        self.assertIn(port, said)
        self.assertRegex(said, "in use|taken|another")

    def test_a_data_folder_that_cannot_be_written(self):
        data = self.folder / "read-only"
        data.mkdir(mode=0o555)
        said = self.sentence(
            "stats", user=NOBODY if os.geteuid() == 0 else None, EBB_DATA=str(data),
            EBB_MONGOD=servers.MONGOD)
        self.assertIn(str(data), said)
        self.assertIn("--data", said)

    def test_a_named_mongod_that_is_missing(self):
        said = self.sentence("stats", EBB_MONGOD="/nowhere/mongod")
        self.assertIn("the setting mongod (EBB_MONGOD) names /nowhere/mongod", said)

    def test_no_mongod_at_all(self):
        said = self.sentence("stats", path="/nowhere")
        self.assertIn("cannot find mongod on PATH", said)
        self.assertIn("scripts/bootstrap", said)

    def test_a_mongod_that_does_not_start(self):
        said = self.sentence("stats", EBB_DATA=str(self.folder / "d"), EBB_MONGOD="/bin/false")
        self.assertIn("failed to start: it exited without a message", said)

    def test_a_database_that_is_away(self):
        said = self.sentence(
            "serve", EBB_DATABASE="mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200")
        self.assertIn("MongoDB cannot be reached", said)

    def test_listening_beyond_loopback_without_a_key(self):
        mongod = servers.Mongod(self)
        said = self.sentence(
            "serve", "--host", "0.0.0.0", "--port", "0", EBB_DATABASE=mongod.database("bare"))
        self.assertIn("there is no API key", said)

    def test_a_script_that_is_given_a_mongod_that_is_missing(self):
        done = subprocess.run(
            [servers.ROOT / "scripts/find-mongod"], text=True, capture_output=True, timeout=30,
            env=servers.environment(self.folder, EBB_MONGOD="/nowhere/mongod"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, "find-mongod: EBB_MONGOD names /nowhere/mongod, which is "
                                      "not an executable program.\n")

    def test_serving_without_the_program_that_serves(self):
        alone = servers.scratch(self) / "ebb"
        shutil.copy2(servers.EBB, alone)
        done = subprocess.run(
            [str(alone), "serve"], text=True, capture_output=True, stdin=subprocess.DEVNULL,
            env=servers.environment(self.folder), timeout=servers.COMMAND_SECONDS_MAX)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(
            done.stderr, f"Error: ebb-http is not installed in {alone.parent}: build it with "
            "scripts/build, and copy it there\n")
