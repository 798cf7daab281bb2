"""One Python environment for each package, made on first use from pinned requirements."""

import hashlib
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".ebb/peers"
REQUIREMENTS = Path(__file__).resolve().parent / "requirements"
INSTALL_SECONDS_MAX = 1800
PIP_MARK = "# pip:"


class EnvironmentFailure(Exception):
    """Says in one sentence why a package cannot be installed."""


def python(package: str) -> Path:
    """The interpreter that has a package; the environment is made where it is missing."""
    requirements = REQUIREMENTS / f"{package}.txt"
    if not requirements.exists():
        raise EnvironmentFailure(f"requirements/{requirements.name} is missing")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    digest = hashlib.sha256(requirements.read_bytes() + version.encode()).hexdigest()[:8]
    folder = FOLDER / f"{package}-{digest}"
    if not (folder / "complete").exists():
        install(package, requirements, folder)
    return folder / "bin/python"


def install(package: str, requirements: Path, folder: Path) -> None:
    """Makes an environment, which counts only once everything is in it."""
    print(f"installing {package} into {folder}", file=sys.stderr, flush=True)
    steps = ([sys.executable, "-m", "venv", "--clear", str(folder)],
             [str(folder / "bin/python"), "-m", "pip", "install", "--quiet",
              "--disable-pip-version-check", "--only-binary", ":all:", *flags(requirements),
              "-r", str(requirements)])
    for step in steps:
        try:
            done = subprocess.run(step, capture_output=True, text=True, check=False,
                                  timeout=INSTALL_SECONDS_MAX)
        except subprocess.TimeoutExpired as error:
            raise EnvironmentFailure(
                f"installing took more than {INSTALL_SECONDS_MAX} s") from error
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise EnvironmentFailure(f"pip could not install {requirements.name}: {reason}")
    (folder / "complete").touch()


def flags(requirements: Path) -> list[str]:
    """What the first line of a file of requirements passes to pip: `# pip: --no-deps`."""
    with requirements.open(encoding="utf-8") as file:
        first = file.readline().strip()
    return first.removeprefix(PIP_MARK).split() if first.startswith(PIP_MARK) else []


def version(package: str) -> str:
    """The pinned version of a package itself, its first requirement."""
    lines = (REQUIREMENTS / f"{package}.txt").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line and not line.startswith("#")).replace("==", " ")
