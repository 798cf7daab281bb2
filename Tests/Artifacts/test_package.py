"""Ebb as a package that other packages depend on, by version, as SwiftPM takes one."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import servers

HERE = pathlib.Path(__file__).resolve().parent
MANIFEST = """// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "outside",
    dependencies: [.package(url: "file://{source}", exact: "1.0.0")],
    targets: [
        .executableTarget(
            name: "outside", dependencies: [.product(name: "{product}", package: "{name}")])
    ]
)
"""


class Outside(unittest.TestCase):
    def run_in(self, folder, *words):
        done = subprocess.run(
            words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=500)
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def source(self, folder):
        """What this folder holds, as a repository with one version."""
        source = folder / "ebb"
        files = self.run_in(servers.ROOT, "git", "ls-files").splitlines()
        for name in files:
            if (servers.ROOT / name).is_file():
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(servers.ROOT / name, source / name)
        who = ["-c", "user.name=test", "-c", "user.email=test@localhost"]
        self.run_in(source, "git", "init", "--quiet")
        self.run_in(source, "git", "add", "--all", "--force")
        self.run_in(source, "git", *who, "commit", "--quiet", "--message", "1.0.0")
        self.run_in(source, "git", "tag", "1.0.0")
        return source

    def package(self, folder, product, program):
        """A package that depends on a product and holds one program; the package's folder."""
        source = self.source(folder)
        package = folder / "outside"
        (package / "Sources/outside").mkdir(parents=True)
        (package / "Sources/outside/main.swift").write_text(program)
        manifest = MANIFEST.format(source=source, name=source.name, product=product)
        (package / "Package.swift").write_text(manifest)
        return package

    def test_another_package_uses_the_laws_of_decay(self):
        with tempfile.TemporaryDirectory() as name:
            program = (HERE / "outside/main.swift").read_text()
            package = self.package(pathlib.Path(name), "Interest", program)
            answer = self.run_in(package, "swift", "run", "--quiet")
        self.assertIn("after 0 days: kettle 1.0\n", answer)
        self.assertIn("after 7 days: kettle 0.5\n", answer)
        self.assertIn("after 14 days: kettle 0.25\n", answer)

    def test_the_program_of_the_guide_calls_a_server(self):
        guide = (servers.ROOT / "docs/client.md").read_text()
        (program,) = [block for block in re.findall(r"```swift\n(.*?)```", guide, re.DOTALL)
                      if block.startswith("import EbbClient")]
        with tempfile.TemporaryDirectory() as name:
            package = self.package(pathlib.Path(name), "EbbClient", program)
            # Nobody answers there: what the program prints is the client's own sentence.
            answer = self.run_in(package, "swift", "run", "--quiet", "outside", "127.0.0.1:1")
        self.assertIn("cannot reach 127.0.0.1:1", answer)


if __name__ == "__main__":
    unittest.main()
