"""The release archive: the same bytes from two runs, whole, and of use in a system that has what
INSTALL.md names and nothing else.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tarfile
import tempfile
import unittest

import container
import servers
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

RELEASE_SECONDS_MAX = 300
SECONDS_MAX = 60
BACKTRACE = "enable=yes,color=no,registers=none"
# The second run differs in whatever must not matter.
OTHERWISE = {"TZ": "Asia/Tokyo", "LC_ALL": "C"}
SHELLS = {"bash": "bash-completion/completions/ebb", "zsh": "zsh/site-functions/_ebb",
          "fish": "fish/vendor_completions.d/ebb.fish"}


def run(*command, **options):
    return subprocess.run([str(word) for word in command], text=True, capture_output=True,
                          timeout=SECONDS_MAX, **options)


def start_release(folder, **settings):
    return subprocess.Popen(
        [servers.ROOT / "scripts/release", folder], env={**os.environ, **settings}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def setUpModule():
    """Two archives at once, the first of which is unpacked."""
    global BASE, FIRST, SECOND, TOP
    BASE = pathlib.Path(tempfile.mkdtemp(prefix="ebb-release-"))
    unittest.addModuleCleanup(shutil.rmtree, BASE, ignore_errors=True)
    FIRST, SECOND = BASE / "first", BASE / "second"
    for started in [start_release(FIRST), start_release(SECOND, **OTHERWISE)]:
        said, _ = started.communicate(timeout=RELEASE_SECONDS_MAX)
        if started.returncode != 0:
            raise AssertionError(f"scripts/release failed:\n{said}")
    (archive,) = FIRST.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(BASE, filter="data")
    TOP = BASE / archive.name.removesuffix(".tar.gz")


def version():
    return run(servers.EBB, "--version").stdout.strip()


def text(name):
    return (TOP / name).read_text()


class Archive(unittest.TestCase):
    def test_two_runs_give_the_same_bytes(self):
        for first in FIRST.iterdir():
            self.assertEqual(first.read_bytes(), (SECOND / first.name).read_bytes(), first.name)

    def test_the_digest_is_that_of_the_archive(self):
        (digest,) = FIRST.glob("*.sha256")
        done = run("sha256sum", "-c", digest.name, cwd=FIRST)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(digest.name, f"ebb-{version()}-linux-x86_64.tar.gz.sha256")

    def test_it_holds_what_the_instructions_name(self):
        wanted = ["bin/ebb", "libexec/swift/linux/swift-backtrace", "share/man/man1/ebb.1",
                  "deploy/ebb.service", "deploy/grafana-dashboard.json",
                  "deploy/prometheus-alerts.yml", "LICENSE", "THIRD-PARTY-LICENSES",
                  "sbom.cdx.json", "README.md", "CHANGELOG.md", "INSTALL.md"]
        wanted += [f"share/{path}" for path in SHELLS.values()]
        beside = ("ebb-http", "ebb-bench")
        wanted += [f"bin/{name}" for name in beside if (servers.EBB.parent / name).exists()]
        self.assertEqual([name for name in wanted if not (TOP / name).is_file()], [])
        self.assertIn(f"## [{version()}]", text("CHANGELOG.md"))

    def test_it_names_no_folder_of_the_machine_that_built_it(self):
        for path in TOP.rglob("*"):
            if path.is_file() and path.parent.name not in ("bin", "linux"):
                self.assertNotIn(str(servers.ROOT).encode(), path.read_bytes(), path)

    def test_programs_have_names_for_backtraces_and_nothing_more_for_debuggers(self):
        sections = run("readelf", "--sections", "--wide", TOP / "bin/ebb").stdout
        self.assertIn(".symtab", sections)
        self.assertNotIn(".debug_info", sections)


class Installed(unittest.TestCase):
    """Copied as INSTALL.md says, in a folder with the packages that it names."""

    @classmethod
    def setUpClass(cls):
        if container.release() != "bookworm":
            raise unittest.SkipTest("this machine is not Debian 12, so its packages are others")
        words = re.search(r"apt-get install (.*)", text("INSTALL.md"))[1].split()
        cls.packages = words
        cls.root = container.root(words)
        for name in ("bin", "libexec", "share"):
            shutil.copytree(TOP / name, cls.root / "usr/local" / name, dirs_exist_ok=True)
        shutil.copy2(servers.ROOT / "Examples/decay/one.jsonl", cls.root / "tmp")

    def inside(self, *command):
        return run(*container.inside(self.root, *command), env=container.ENVIRONMENT)

    def test_it_runs(self):
        self.assertEqual(self.inside("ebb", "--version").stdout.strip(), version())
        done = self.inside("ebb", "simulate", "/tmp/one.jsonl")
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in sorted(path.name for path in (TOP / "bin").iterdir()):
            done = self.inside(name, "--help")
            self.assertEqual(done.returncode, 0, done.stderr)

    # By the whole path, as systemd starts it: from there it finds its backtracer.
    def test_a_crash_is_told_with_the_names_of_functions(self):
        # It waits for a server that is not there. Swift's handler takes the signal, and goes on
        # where it came, for no instruction was at fault: so the process is ended by hand.
        started = servers.Background(
            container.inside(
                self.root, "/usr/local/bin/ebb", "stats", "--database",
                "mongodb://127.0.0.1:1/?replicaSet=none&serverSelectionTimeoutMS=60000"),
            servers.scratch(self), env={**container.ENVIRONMENT, "SWIFT_BACKTRACE": BACKTRACE})
        self.addCleanup(started.end)
        process = started.process
        started.wait_for("ebb catches SIGSEGV", lambda: self.catches_crashes(process.pid))
        process.send_signal(signal.SIGSEGV)
        started.wait_for("the backtrace ends", lambda: "Backtrace took" in started.log)
        said = started.log
        self.assertIn("Program crashed", said)
        self.assertRegex(said, r"(?m)^ *\d+ .*(_dispatch|\$s|Ebb|swift_)\w* .*in ebb")
        self.assertNotIn("rax 0x", said)

    def catches_crashes(self, process):
        status = pathlib.Path(f"/proc/{process}/status").read_text()
        caught = int(re.search(r"SigCgt:\s*(\w+)", status)[1], 16)
        return "Name:\tebb\n" in status and caught >> (signal.SIGSEGV - 1) & 1

    def test_the_packages_are_those_that_are_linked(self):
        named = {each["name"] for each in json.loads(text("sbom.cdx.json"))["components"]}
        self.assertEqual(set(self.packages) - named, set())


class Completions(unittest.TestCase):
    def test_each_shell_reads_its_own(self):
        for shell, path in SHELLS.items():
            with self.subTest(shell=shell):
                if not shutil.which(shell):
                    print(f"{shell} is not on this machine, so its completions are not read")
                    continue
                done = run(shell, "-n", TOP / "share" / path)
                self.assertEqual((done.returncode, done.stderr), (0, ""))


class Manual(unittest.TestCase):
    def commands(self, words, command):
        yield "-".join(words)
        for each in command.get("subcommands") or []:
            if each["shouldDisplay"] and each["commandName"] != "help":
                yield from self.commands([*words, each["commandName"]], each)

    def test_every_command_has_a_page(self):
        told = json.loads(run(servers.EBB, "--experimental-dump-help").stdout)["command"]
        pages = {path.name for path in (TOP / "share/man/man1").iterdir()}
        wanted = {f"{name}.1" for name in self.commands(["ebb"], told)}
        self.assertEqual(wanted - pages, set())

    def test_every_page_is_rendered_without_a_warning(self):
        pages = sorted((TOP / "share/man/man1").iterdir())
        if shutil.which("groff"):
            done = run("groff", "-man", "-ww", "-z", *pages)
        else:
            done = run("man", "--warnings", "--local-file", *pages)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_page_says_what_the_help_says(self):
        page = text("share/man/man1/ebb-import.1")
        for part in (".SH SYNOPSIS", r"\fB\-\-dry\-run\fR", "ebb import logs/ "):
            self.assertIn(part, page)


class Materials(unittest.TestCase):
    def setUp(self):
        self.bill = json.loads(text("sbom.cdx.json"))

    def test_the_bill_keeps_the_schema(self):
        found = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text("sbom.cdx.json"))
        self.assertIsNone(found)

    def test_every_component_has_its_license(self):
        licenses = text("THIRD-PARTY-LICENSES")
        for each in self.bill["components"]:
            self.assertRegex(
                licenses, rf"(?m)^{re.escape(each['name'])} {re.escape(each['version'])}(: |$)")

    def test_the_bill_has_what_is_known_to_be_linked(self):
        linkage = {each["name"]: each["properties"][0]["value"]
                   for each in self.bill["components"]}
        wanted = ["swift", "icu", "swift-argument-parser"]
        if (TOP / "bin/ebb-http").exists():
            wanted += ["swift-nio", "hummingbird"]
        for name in wanted:
            self.assertEqual(linkage.get(name), "static", name)
        for name in ("libc6", "libmongoc-1.0-0", "libopenblas0-pthread"):
            self.assertEqual(linkage.get(name), "dynamic", name)
        self.assertNotIn("swift-docc-plugin", linkage)
