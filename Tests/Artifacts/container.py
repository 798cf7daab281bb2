"""The Dockerfile read, and its second stage built without Docker: the Debian packages that it
installs and what they depend on, in a folder, and nothing else.
"""

import hashlib
import os
import pathlib
import re
import shlex
import shutil
import subprocess

import servers

FILE = servers.ROOT / "Dockerfile"
NOBODY = 65534
# What debian:bookworm-slim has of its own that a C++ program stands on.
BASE = ["libc6", "libgcc-s1", "libstdc++6"]
APT_SECONDS_MAX = 300


def instructions(text):
    """(keyword, rest) of each, with lines joined that end in a backslash."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


def stages():
    """The instructions of each stage, by its name, or by its number where it has none."""
    found = {}
    for keyword, rest in instructions(FILE.read_text()):
        if keyword == "FROM":
            name = rest.split(" AS ")[1] if " AS " in rest else str(len(found))
            found[name] = []
        list(found.values())[-1].append((keyword, rest))
    return found


def packages(stage):
    """What it installs by apt-get."""
    found = []
    for keyword, rest in stage:
        for command in re.split(r"&&|;", rest) if keyword == "RUN" else []:
            words = shlex.split(command)
            if words[:1] == ["apt-get"] and "install" in words:
                found += [w for w in words[words.index("install") + 1:] if not w.startswith("-")]
    return found


def release():
    """The code name of this machine's Debian; None on another system, or without apt."""
    try:
        text = pathlib.Path("/etc/os-release").read_text()
    except OSError:
        return None
    found = re.search(r"^VERSION_CODENAME=(\w+)$", text, re.MULTILINE)
    is_debian = re.search(r"^ID=debian$", text, re.MULTILINE)
    return found[1] if is_debian and found and shutil.which("apt-get") else None


def _download(wanted, folder):
    """As apt would into an empty system: the packages and what they depend on."""
    (folder / "archives/partial").mkdir(parents=True)
    (folder / "status").touch()
    options = [f"Dir::State::status={folder}/status", f"Dir::Cache::archives={folder}/archives",
               f"Dir::State::extended_states={folder}/extended", "Debug::NoLocking=true",
               "APT::Sandbox::User=", "Acquire::Retries=2"]
    flags = [word for option in options for word in ("-o", option)]
    command = ["apt-get", "-qq", "--yes", "--no-install-recommends", "--download-only", *flags,
               "install", *wanted]
    done = subprocess.run(command, capture_output=True, text=True, timeout=APT_SECONDS_MAX)
    if done.returncode and os.geteuid() == 0:
        subprocess.run(["apt-get", "-qq", "update"], capture_output=True, timeout=APT_SECONDS_MAX)
        done = subprocess.run(command, capture_output=True, text=True, timeout=APT_SECONDS_MAX)
    assert done.returncode == 0, f"apt-get could not fetch the run stage's packages: {done.stderr}"
    return sorted((folder / "archives").glob("*.deb"))


def _configure(root):
    """What the packages' scripts would do that matters here: OpenBLAS is an alternative."""
    for library in root.glob("usr/lib/*/openblas-pthread/libopenblas.so.0"):
        link = library.parent.parent / library.name
        link.symlink_to(pathlib.Path(library.parent.name) / library.name)
    for name in ("proc", "dev", "tmp"):
        (root / name).mkdir(exist_ok=True)
    (root / "tmp").chmod(0o1777)
    home = root / "home/ebb"
    home.mkdir(parents=True)
    if os.geteuid() == 0:
        os.chown(home, NOBODY, NOBODY)


def root(wanted):
    """The folder, kept from run to run under .ebb for as long as the packages are the same."""
    wanted = sorted({*BASE, *wanted})
    digest = hashlib.sha256(" ".join([release(), *wanted]).encode()).hexdigest()[:12]
    folder = servers.ROOT / f".ebb/root-{digest}"
    if not folder.is_dir():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        (part / "root").mkdir(parents=True)
        for package in _download(wanted, part):
            subprocess.run(["dpkg-deb", "--extract", str(package), str(part / "root")], check=True)
        _configure(part / "root")
        (part / "root").rename(folder)
        shutil.rmtree(part)
    return folder


# In mounts of its own, so that nothing is left of them: a Swift process that starts without /proc
# does not see its arguments. $0 is the folder.
INSIDE = """mount --rbind /proc "$0/proc" && mount --rbind /dev "$0/dev" &&
exec chroot USERSPEC "$0" "$@\""""


def inside(folder, *command):
    """A command in the folder as its root, as nobody or as the user of the tests; the process that
    it starts becomes the command."""
    is_root = os.geteuid() == 0
    userspec = f"--userspec={NOBODY}:{NOBODY}" if is_root else ""
    return ["unshare", *([] if is_root else ["--user", "--map-root-user"]), "--mount", "sh", "-c",
            INSIDE.replace("USERSPEC", userspec), str(folder), *command]


# Debian keeps chroot where not everybody's PATH looks.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/home/ebb"}
