"""The cache of compiled knowledge: never stale, never trusted when damaged, never needed."""

import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot import paths
from bot.answers import respond
from bot.library import Knowledge, Sources, open_knowledge
from tests.asking import LONG_AFTER, current
from tests.bot.program import Program

QUESTION = "¿Quién firmó la CL-19/35?"


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """Copies of all files, which a test may change."""
    for name, folder in (("letters", paths.LETTERS), ("vocabulary", paths.VOCABULARY), ("messages", paths.MESSAGES)):
        shutil.copytree(folder, tmp_path / name, copy_function=shutil.copy)
        for path in (tmp_path / name).iterdir():
            path.chmod(0o644)
    return Sources(letters=tmp_path / "letters", vocabulary=tmp_path / "vocabulary", messages=tmp_path / "messages")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def _signatory(knowledge: Knowledge) -> list[str]:
    return current(respond(QUESTION, knowledge, datetime.fromisoformat(LONG_AFTER)))


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def _files(cache: Path) -> dict[str, int]:
    """The files by name, each with the number of its inode: another one was made anew."""
    return {path.name: path.stat().st_ino for path in cache.iterdir()}


def test_the_cache_is_made_once_and_then_read(sources: Sources, cache: Path) -> None:
    assert _signatory(open_knowledge(sources, cache)) == ["Houlin ZHAO"]
    made = _files(cache)
    assert {name.partition("-")[0] for name in made} == {"base", "lexicon", "messages"}
    assert _signatory(open_knowledge(sources, cache)) == ["Houlin ZHAO"]
    assert _files(cache) == made


def test_the_cache_holds_only_the_languages_that_were_needed(sources: Sources, cache: Path) -> None:
    _signatory(open_knowledge(sources, cache))
    assert {name.rpartition("-")[0] for name in _files(cache)} == {"base", "lexicon-es", "messages-es"}


def test_a_letter_that_changes_is_read_anew_and_the_words_are_not(sources: Sources, cache: Path) -> None:
    _signatory(open_knowledge(sources, cache))
    before = set(_files(cache))
    _change(sources.letters / "CL-19-35.yaml", "value: Houlin ZHAO", "value: Nadia EXAMPLE")
    _change(sources.letters / "CL-19-35.yaml", '"(firmado) Houlin ZHAO"', '"(firmado) Nadia EXAMPLE"')
    _change(sources.letters / "CL-19-35.md", "Houlin ZHAO", "Nadia EXAMPLE")
    assert _signatory(open_knowledge(sources, cache)) == ["Nadia EXAMPLE"]
    new = set(_files(cache)) - before
    assert [name.partition("-")[0] for name in new] == ["base"]


def test_of_each_name_the_caches_that_were_used_last_are_kept(sources: Sources, cache: Path) -> None:
    first = _files_after(sources, cache)
    text = (sources.letters / "CL-21-4.md").read_text("utf-8")
    for number in range(4):
        (sources.letters / "CL-21-4.md").write_text(text + "\n" * (number + 1), "utf-8")
        _signatory(open_knowledge(sources, cache))
    bases = [name for name in _files(cache) if name.startswith("base-")]
    assert len(bases) == 4
    assert not first & set(bases)


def _files_after(sources: Sources, cache: Path) -> set[str]:
    _signatory(open_knowledge(sources, cache))
    return {name for name in _files(cache) if name.startswith("base-")}


@pytest.mark.parametrize("name", ["letters/CL-21-4.md", "vocabulary/fr.yaml", "messages/zh.yaml"])
def test_the_key_follows_every_file(sources: Sources, tmp_path: Path, name: str) -> None:
    before = sources.keys()
    path = tmp_path / name
    text = path.read_bytes()
    path.write_bytes(text + b"\n")
    assert sources.keys() != before
    path.write_bytes(text)
    assert sources.keys() == before


def test_the_key_follows_a_letter_that_comes_or_goes(sources: Sources) -> None:
    before = sources.keys()
    (sources.letters / "CL-21-4.md").rename(sources.letters / "CL-21-5.md")
    assert sources.keys() != before


def _spoilt(data: bytes, how: str) -> bytes:
    middle = len(data) // 2
    return {
        "empty": b"",
        "cut": data[:middle],
        "longer": data + b"x",
        "one bit": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "other words": data.replace(b"Houlin ZHAO", b"Nobody ELSE"),
        "text": b"no pickle at all\n" * 100,
    }[how]


@pytest.mark.parametrize("how", ["empty", "cut", "longer", "one bit", "other words", "text"])
def test_a_damaged_cache_is_made_anew(sources: Sources, cache: Path, how: str) -> None:
    _signatory(open_knowledge(sources, cache))
    whole = {path: path.read_bytes() for path in cache.iterdir()}
    for path, data in whole.items():
        path.write_bytes(_spoilt(data, how))
    assert _signatory(open_knowledge(sources, cache)) == ["Houlin ZHAO"]
    assert set(cache.iterdir()) == set(whole)
    assert _signatory(open_knowledge(sources, cache)) == ["Houlin ZHAO"]
    assert all(path.stat().st_size > 1_000 for path in cache.iterdir())


@pytest.mark.parametrize("place", ["a-file", "a-file/below", os.devnull])
def test_a_cache_that_cannot_be_kept_only_costs_time(plazo: Program, tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").write_text("in the way", "utf-8")
    ended = Program(tmp_path / place).run("ask", "--json", QUESTION)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == plazo.run("ask", "--json", QUESTION).out


def test_the_cache_is_for_this_user_alone(sources: Sources, cache: Path) -> None:
    _signatory(open_knowledge(sources, cache))
    assert cache.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in cache.iterdir()} == {0o600}
