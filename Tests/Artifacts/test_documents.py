"""Every command line of the documents beside README, and what all of them name in their text."""

import json
import re
import subprocess

import documents
import servers
import transcripts
from documents import DOCUMENTS


class Documents(documents.DocumentTest):
    """On a server that they share, each in a database of its own: README uses Ebb's own server."""

    @classmethod
    def setUpClass(cls):
        cls.mongod = servers.Mongod(cls)

    def test_every_skip_still_matches_a_line(self):
        typed = [(name, step.command) for name in DOCUMENTS
                 for step in transcripts.steps(servers.ROOT / name)]
        for name, start in documents.SKIPPED:
            with self.subTest(f"{name}: {start}"):
                self.assertTrue(any(n == name and c.startswith(start) for n, c in typed))
        for start in [*documents.LOOSE, *documents.EXIT_CODES]:
            with self.subTest(start):
                self.assertTrue(any(c.startswith(start) for _, c in typed))

    def test_no_command_hides_in_a_block_that_is_not_run(self):
        for name in set(DOCUMENTS) - set(documents.ELSEWHERE):
            self.assertEqual(transcripts.hidden_commands(servers.ROOT / name), [], name)

    def test_commands_in_the_text_name_what_there_is(self):
        folder = servers.scratch(self)
        for name in DOCUMENTS:
            for code in transcripts.inline_commands(servers.ROOT / name):
                with self.subTest(f"{name}: {code}"):
                    if code.startswith("scripts/"):
                        self.assertTrue((servers.ROOT / code.split()[0]).is_file())
                    else:
                        self.check_help(code, folder)

    def check_help(self, code, folder):
        """The command of a text like `ebb law set … --flag` has help that knows the flag."""
        words = code.split(" | ")[0].split()[1:]
        command = []
        for word in words:
            if not re.fullmatch(r"[a-z-]+", word) or word.startswith("-"):
                break
            command.append(word)
        said = servers.ebb(*command, "--help", folder=folder).stdout
        for flag in [word.split("=")[0] for word in words if word.startswith("--")]:
            self.assertIn(flag, said)


def prepare_pymongo(test, typist):
    """A store with films, whose interests are folded."""
    mongod = servers.Mongod(test)
    settings = {"EBB_DATABASE": mongod.database("ebb")}
    typist.replaced["mongodb://127.0.0.1:27017"] = mongod.uri
    typist.replaced["8605"] = servers.first_user()
    servers.import_films(typist.home, **settings)
    servers.ebb("fold", folder=typist.home, **settings)
    typist.settings = settings


class Pymongo(documents.DocumentTest):
    def test_it_reads_what_ebb_reads(self):
        """By the script itself; the document says: to twelve digits."""
        name = "Examples/pymongo/README.md"
        typist = documents.Typist(self, "Examples/pymongo")
        prepare_pymongo(self, typist)
        self.run_document(typist, name)
        (script,) = [step for step in transcripts.steps(servers.ROOT / name)
                     if step.command.startswith("./interests.py")]
        said = typist.type(script).stdout
        found = {item: float(weight) for weight, item in map(str.split, said.splitlines())}
        (command,) = [code for code in transcripts.inline_commands(servers.ROOT / name)
                      if code.startswith("ebb interests")]
        answer = servers.ebb(
            *typist.real(command).split()[1:], folder=typist.home, **typist.settings)
        expected = {row["ItemId"]: row["Weight"]
                    for row in json.loads(answer.stdout)["Interests"]}
        self.assertGreater(len(found), 0, said)
        for item, weight in found.items():
            self.assertAlmostEqual(weight / expected[item], 1, 12)


def prepare_decay(typist):
    """The person in the sample log whose interests the page shows."""
    servers.import_films(typist.home, of="1347::", **typist.settings)


def prepare_gorse(typist):
    """Gorse's own client, which the guide has installed."""
    client = subprocess.run(
        ["scripts/gorse-client"], cwd=servers.ROOT, text=True, capture_output=True)
    if client.returncode:
        raise AssertionError(client.stderr)
    typist.libraries = client.stdout.strip()


PREPARED = {
    "Sources/Interest/Interest.docc/Decay.md": prepare_decay,
    "docs/gorse.md": prepare_gorse,
}


def _add(name):
    label = re.sub(r"\W+", "_", name.removesuffix(".md")).lower()

    def test(self):
        typist = documents.Typist(self)
        typist.settings = {"EBB_DATABASE": self.mongod.database(label[-30:])}
        if name in PREPARED:
            PREPARED[name](typist)
        self.run_document(typist, name)
    setattr(Documents, f"test_{label}", test)


# README has a module of its own, since it takes as long as all the others.
for _name in DOCUMENTS:
    if _name not in ("README.md", "Examples/pymongo/README.md") and any(
            transcripts.steps(servers.ROOT / _name)):
        _add(_name)
