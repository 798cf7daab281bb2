"""deploy/ebb.service: what systemd says of it, and its ExecStart as a process, with the settings
that it names, stopped as it says.
"""

import re
import shlex
import shutil
import signal
import subprocess
import unittest

import servers

FILE = servers.ROOT / "deploy/ebb.service"
KEY = "a-key-of-the-test-" * 2

# man systemd.unit, systemd.service, systemd.exec, systemd.kill and systemd.resource-control: what
# this unit uses of them. A directive that is new here is looked up there, and added.
KNOWN = {
    "Unit": {"Description", "After", "Wants"},
    "Service": {
        "Type", "User", "Group", "EnvironmentFile", "Environment", "StateDirectory",
        "StateDirectoryMode", "ExecStart", "KillSignal", "KillMode", "TimeoutStopSec", "Restart",
        "RestartSec", "LimitNOFILE", "NoNewPrivileges", "ProtectSystem", "ProtectHome",
        "PrivateTmp", "PrivateDevices", "ProtectKernelTunables", "ProtectKernelModules",
        "ProtectKernelLogs", "ProtectControlGroups", "ProtectClock", "ProtectHostname",
        "RestrictAddressFamilies", "RestrictNamespaces", "RestrictSUIDSGID", "LockPersonality",
        "CapabilityBoundingSet", "SystemCallArchitectures", "UMask", "OOMPolicy"},
    "Install": {"WantedBy"},
}


def parse(text):
    """Sections of (directive, value), in their order: some directives stand more than once."""
    sections, current = {}, None
    for line in text.splitlines():
        line = line.strip()
        if not line or line[0] in "#;":
            continue
        if found := re.fullmatch(r"\[(\w+)\]", line):
            current = sections.setdefault(found[1], [])
        else:
            name, equals, value = line.partition("=")
            if current is None or not equals:
                raise ValueError(f"this is no directive of a section: {line}")
            current.append((name, value))
    return sections


def unknown(sections):
    return [f"{section}.{name}" for section, directives in sections.items()
            for name, _ in directives if name not in KNOWN.get(section, ())]


def assignments(text):
    """An EnvironmentFile: a setting a line, comments beginning with # or ;."""
    lines = [line.strip() for line in text.splitlines()]
    pairs = [line.partition("=") for line in lines if line and line[0] not in "#;"]
    return {name: "".join(shlex.split(value)) for name, _, value in pairs}


class Unit(unittest.TestCase):
    def test_every_directive_is_known(self):
        self.assertEqual(unknown(parse(FILE.read_text())), [])

    def test_a_mistyped_directive_is_found(self):
        text = FILE.read_text().replace("ProtectSystem=", "ProtectSytem=")
        self.assertEqual(unknown(parse(text)), ["Service.ProtectSytem"])
        text = FILE.read_text().replace("[Install]", "[Instal]")
        self.assertEqual(unknown(parse(text)), ["Instal.WantedBy"])

    def test_systemd_finds_nothing_wrong(self):
        tool = shutil.which("systemd-analyze")
        if not tool:
            self.skipTest("systemd-analyze is missing")
        folder = servers.scratch(self)
        unit = folder / FILE.name
        # It looks whether the program is there, which on this machine stands elsewhere.
        unit.write_text(FILE.read_text().replace("/usr/local/bin/ebb", str(servers.EBB)))
        self.verify(tool, unit, "")
        # A directive that it does not know is skipped by systemd, but told.
        unit.write_text(unit.read_text().replace("ProtectSystem=", "ProtectSytem="))
        self.verify(tool, unit, "ProtectSytem")

    def verify(self, tool, unit, expected):
        done = subprocess.run(
            [tool, "verify", "--man=no", str(unit)], text=True, capture_output=True, timeout=60,
            env=servers.environment(unit.parent))
        said = [line for line in done.stderr.splitlines() if unit.name in line]
        if expected:
            self.assertIn(expected, "\n".join(said))
        else:
            self.assertEqual((done.returncode, said), (0, []), done.stderr)


class UnitRuns(unittest.TestCase):
    """The service as a process of its own; the folder stands in for /var/lib."""

    def setUp(self):
        self.folder = servers.scratch(self)
        directives = parse(FILE.read_text())["Service"]
        self.unit = {name: value for name, value in directives}
        self.inherited = [value for name, value in directives if name == "Environment"]
        self.state = self.folder / self.unit["StateDirectory"]
        self.state.mkdir(mode=int(self.unit["StateDirectoryMode"], 8))

    def start(self, file):
        """Starts it as systemd does, with an EnvironmentFile."""
        path = self.folder / "ebb.env"
        path.write_text(file)
        settings = dict(line.split("=", 1) for line in self.inherited)
        settings = {name: value.replace("/var/lib/ebb", str(self.state))
                    for name, value in settings.items()}
        # What stands in the file wins over Environment=.
        settings.update(assignments(path.read_text()))
        program, *arguments = shlex.split(self.unit["ExecStart"])
        self.assertEqual(program, "/usr/local/bin/ebb")
        return servers.Serve(
            arguments, self.folder, settings, umask=int(self.unit["UMask"], 8))

    def stop(self, server):
        self.assertEqual(
            server.stop(getattr(signal, self.unit["KillSignal"]), int(self.unit["TimeoutStopSec"])),
            0)

    def test_with_a_database_and_a_key_from_its_file(self):
        mongod = servers.Mongod(self)
        server = self.start(
            f'# Settings\nEBB_DATABASE="{mongod.database("unit")}"\nEBB_API_KEY={KEY}\n'
            'EBB_PORT=0\n')
        self.assertEqual(server.ask("/api/health/ready").status, 200)
        self.assertEqual(server.ask("/api/recommend/ann").status, 401)
        self.assertEqual(server.ask("/api/recommend/ann", key=KEY).status, 200)
        self.assertNotIn(KEY, server.log)
        # Environment= asks for a log of one JSON object a line, apart from the line of the start.
        lines = [line for line in server.log.splitlines() if line.startswith("{")]
        self.assertGreater(len(lines), 0, server.log)
        self.stop(server)
        self.assertEqual(list(self.state.iterdir()), [], "with a database it keeps no state")

    def test_without_a_database_it_runs_its_own_in_the_state_folder(self):
        server = self.start(f"EBB_PORT=0\nEBB_MONGOD={servers.MONGOD}\n")
        self.assertEqual(server.ask("/api/health/ready").status, 200)
        feedback = [{"FeedbackType": "click", "UserId": "ann", "ItemId": "tea"}]
        self.assertEqual(server.ask("/api/feedback", feedback).status, 200)
        self.assertIn("tea", server.ask("/api/user/ann/interests").body)
        self.stop(server)
        self.assertNotEqual(list(self.state.iterdir()), [])
        log = "".join(path.read_text(errors="replace") for path in self.state.rglob("*log"))
        servers.assert_no_crash(log, "Ebb's own mongod")
        # What it started is gone with it, or systemd would have to kill it.
        self.assertEqual(servers.commands_with(self.state), [], "a process of it is left")
        again = self.start(f"EBB_PORT=0\nEBB_MONGOD={servers.MONGOD}\n")
        self.assertIn("tea", again.ask("/api/user/ann/interests").body)
        self.stop(again)
