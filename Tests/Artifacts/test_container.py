"""The Dockerfile: what it builds and copies, and the binary in a system that has the packages of
its run stage and nothing else.
"""

import json
import re
import shutil
import subprocess
import unittest

import container
import servers
import test_compose

# Its healthcheck asks by curl, over plain HTTP.
ONLY_IN_THE_CONTAINER = {"ca-certificates", "curl"}
# Tools of the tests; the container needs neither to build.
ONLY_FOR_TESTS = {"curl", "openssl", "wrk"}


class Dockerfile(unittest.TestCase):
    def setUp(self):
        self.stages = container.stages()
        self.build, self.run_stage = self.stages.values()

    def value(self, stage, keyword):
        return [rest for key, rest in stage if key == keyword]

    def test_it_builds_as_everything_else_does(self):
        commands = "\n".join(self.value(self.build, "RUN"))
        self.assertRegex(
            commands, r'scripts/build\s+&& install -D -t /out "\$\(scripts/build --show\)/ebb" '
            r'"\$\(scripts/build --show\)/ebb-http"')
        self.assertNotIn("swift build", commands)
        script = (servers.ROOT / "scripts/build").read_text()
        self.assertIn("swift build -c release", script)

    def test_it_installs_for_the_build_what_bootstrap_installs(self):
        script = (servers.ROOT / "scripts/bootstrap").read_text()
        call = re.search(r"^install_libraries ((?:.*\\\n)*.*)$", script, re.MULTILINE)[1]
        wanted = set(call.replace("\\\n", " ").split()) - ONLY_FOR_TESTS
        self.assertEqual(set(container.packages(self.build)), wanted)

    def test_everything_that_it_copies_is_there(self):
        ignored = set((servers.ROOT / ".dockerignore").read_text().split())
        for rest in self.value(self.build, "COPY"):
            for source in rest.split()[:-1]:
                self.assertTrue((servers.ROOT / source).exists(), source)
        package = (servers.ROOT / "Package.swift").read_text()
        named = {path.split("/")[0] for path in re.findall(r'path: "([^"]+)"', package)}
        self.assertEqual({"Sources", "Tests", "Package.swift", *named} & ignored, set())
        for rest in self.value(self.run_stage, "COPY"):
            flag, source, _ = rest.split()
            self.assertIn(flag.removeprefix("--from="), self.stages)
            self.assertIn(source, "\n".join(self.value(self.build, "RUN")))

    def test_it_serves_where_the_compose_file_expects_it_and_not_as_root(self):
        (entry,), (command,) = (
            self.value(self.run_stage, key) for key in ("ENTRYPOINT", "CMD"))
        # In a shell's form, the shell would get the signal to stop.
        self.assertEqual((json.loads(entry), json.loads(command)), (["ebb"], ["serve"]))
        (user,), (port,) = (self.value(self.run_stage, key) for key in ("USER", "EXPOSE"))
        self.assertIn(f"useradd --system --create-home {user}", "\n".join(
            self.value(self.run_stage, "RUN")))
        ports = test_compose.read()["services"]["ebb"]["ports"]
        self.assertEqual([p.split(":")[-1] for p in ports], [port])


class Root(unittest.TestCase):
    """The run stage's packages in a folder, the binary in it, as nobody."""

    @classmethod
    def setUpClass(cls):
        stage = list(container.stages().values())[1]
        image = stage[0][1]
        if container.release() not in image.removeprefix("debian:").split("-"):
            raise unittest.SkipTest(f"this machine is not {image}, so its packages are others")
        cls.root = container.root(container.packages(stage))
        home = cls.root / "usr/local/bin"
        home.mkdir(parents=True, exist_ok=True)
        for program in servers.PROGRAMS:
            (home / program.name).unlink(missing_ok=True)
            shutil.copy2(program, home)
        cls.mongod = servers.Mongod(cls)
        cls.database = cls.mongod.database("container")

    def run_inside(self, *command, **settings):
        return subprocess.run(
            container.inside(self.root, *command), text=True, capture_output=True, timeout=60,
            env={**container.ENVIRONMENT, **settings})

    def test_the_programs_need_no_library_of_swift(self):
        for program in servers.PROGRAMS:
            done = subprocess.run(["ldd", str(program)], text=True, capture_output=True)
            found = re.findall(r"lib(?:swift|Foundation|dispatch|_Foundation)\S*\.so", done.stdout)
            self.assertEqual(found, [], "Package.swift should link Swift's runtime in")

    def test_it_says_its_version(self):
        done = self.run_inside("ebb", "--version")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^(ebb )?\d+\.\d+")

    def test_the_doctor_finds_nothing_wrong(self):
        done = self.run_inside("ebb", "doctor", EBB_DATABASE=self.database)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_it_imports_trains_serves_and_is_healthy(self):
        lines = "".join(
            f'{{"user":"u{n % 7}","item":"i{n % 5}","action":"click",'
            f'"time":"2024-05-0{n % 9 + 1}T00:00:0{n % 10}Z"}}\n' for n in range(90))
        log = self.root / "tmp/log.jsonl"
        log.write_text(lines)
        log.chmod(0o644)
        for command in (["import", "/tmp/log.jsonl"], ["train"]):
            done = self.run_inside("ebb", *command, EBB_DATABASE=self.database)
            self.assertEqual(done.returncode, 0, done.stderr)
        server = servers.Background(
            container.inside(self.root, "ebb", "serve", "--port", "0"), servers.scratch(self),
            env={**container.ENVIRONMENT, "EBB_DATABASE": self.database})
        found = server.wait_for(
            "Ebb serves", lambda: re.search(r"Ebb serves on http://\S+:(\d+)", server.log))
        url = f"http://127.0.0.1:{found[1]}"
        self.assertEqual(servers.ask(f"{url}/api/health/ready").status, 200)
        self.assertEqual(servers.ask(f"{url}/api/recommend/u1?n=2").status, 200)
        # The compose file asks by curl, in the container.
        check = test_compose.read()["services"]["ebb"]["healthcheck"]["test"][1:]
        done = self.run_inside(*[word.replace("http://127.0.0.1:8088", url) for word in check])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(server.stop(), 0)

    def test_the_guide_names_the_packages_that_the_binary_needs(self):
        text = (servers.ROOT / "docs/operate.md").read_text()
        commands = re.findall(r"`(?:sudo )?apt-get install ([^`]*libmongoc-1.0-0[^`]*)`", text)
        stage = list(container.stages().values())[1]
        wanted = set(container.packages(stage)) - ONLY_IN_THE_CONTAINER
        self.assertEqual([set(names.split()) for names in commands], [wanted])

    def test_without_its_libraries_the_loader_names_the_one_that_is_missing(self):
        """What a user sees who installs nothing else; docs/operate.md names the packages."""
        bare = servers.scratch(self)
        bare.chmod(0o755)
        c_library = re.compile(r"(ld-linux|libc\.|libm\.|libgcc_s|libstdc|libpthread)")
        for name in ("lib/x86_64-linux-gnu", "lib64", "usr/lib/x86_64-linux-gnu"):
            (bare / name).mkdir(parents=True, exist_ok=True)
            for path in (self.root / name).glob("*"):
                if c_library.match(path.name):
                    shutil.copy2(path, bare / name)
        for name in ("proc", "dev"):
            (bare / name).mkdir()
        shutil.copy2(servers.EBB, bare / "ebb")
        done = subprocess.run(
            container.inside(bare, "/ebb", "--version"), text=True, capture_output=True,
            env=container.ENVIRONMENT)
        self.assertEqual(done.returncode, 127)
        self.assertRegex(
            done.stderr, r"^/?ebb: error while loading shared libraries: lib\S+: cannot open "
            r"shared object file: No such file or directory\n$")
