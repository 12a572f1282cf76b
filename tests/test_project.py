"""The repository itself: its layout, its lock file, and what it must not name."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
# Written in parts, so that this file doesn't name them itself.
REGISTRY_HOSTS = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]


def locked_versions() -> dict[str, str]:
    """Return the one version that the lock file gives each package, by the package's canonical name."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = (re.match(r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)", line) for line in lines)
    return {canonicalize_name(pin["name"]): pin["version"] for pin in pins if pin}


def wanted_requirements() -> list[Requirement]:
    """Return what pyproject.toml asks for, to run, to develop and to build."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *project["build-system"]["requires"],
    ]
    return [Requirement(line) for line in wanted]


@pytest.mark.parametrize("folder", ["bot", "config", "handlers", "knowledge", "mail", "tests"])
def test_every_folder_of_the_design_is_there(folder: str) -> None:
    assert (ROOT / folder).is_dir()


@pytest.mark.parametrize("requirement", wanted_requirements(), ids=lambda requirement: requirement.name)
def test_the_lock_file_holds_every_requirement_at_an_allowed_version(requirement: Requirement) -> None:
    assert requirement.specifier.contains(locked_versions()[canonicalize_name(requirement.name)])


def test_every_locked_package_has_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(locked_versions())
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("trace", ["://", "--index-url", "--extra-index-url", "--find-links", "file:", " /", "@"])
def test_the_lock_file_names_no_index_address_and_no_path(trace: str) -> None:
    assert trace not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_no_file_names_the_host_of_a_package_registry() -> None:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    files = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    assert files
    needles = [host.encode() for host in REGISTRY_HOSTS]
    found = [file for file in files if file.is_file() and any(needle in file.read_bytes() for needle in needles)]
    assert found == []
