"""`plazo config check`, run as a person would."""

import subprocess
from pathlib import Path

import pytest

from tests.bot.program import COMMAND, Ended, Program

HUSH = "hunter2-Xyzzy"
FILE = f"""
[telegram]
token = "123:{HUSH}"

[[mailboxes]]
address = "desk@example.org"
imap = {{ host = "imap.example.org", user = "desk", password = "{HUSH}" }}
"""


def check(plazo: Program, folder: Path, *options: str, **environment: str) -> Ended:
    ended = subprocess.run(
        [COMMAND, "config", "check", *options],
        cwd=folder,
        env=plazo.environment(**environment),
        capture_output=True,
        check=False,
        timeout=60,
    )
    found = Ended(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))
    assert HUSH not in found.out + found.err
    return found


def test_the_defaults_are_in_order(plazo: Program, tmp_path: Path) -> None:
    line = "In order: no file, built-in defaults: Telegram off, no mailboxes, database SQLite plazo.db\n"
    assert check(plazo, tmp_path) == Ended(0, line, "")


def test_the_file_here_is_found_and_what_is_on_is_told(plazo: Program, tmp_path: Path) -> None:
    (tmp_path / "plazo.toml").write_text(FILE, "utf-8")
    line = "In order: plazo.toml: Telegram polling, 1 mailbox, database SQLite plazo.db\n"
    assert check(plazo, tmp_path) == Ended(0, line, "")


def test_the_file_is_named_by_option_or_variable(plazo: Program, tmp_path: Path) -> None:
    path = tmp_path / "other" / "own.toml"
    path.parent.mkdir()
    path.write_text(FILE, "utf-8")
    line = f"In order: {path}: Telegram polling, 1 mailbox, database SQLite other/plazo.db\n"
    assert check(plazo, tmp_path, "--config", str(path)) == Ended(0, line, "")
    assert check(plazo, tmp_path, PLAZO_CONFIG=str(path)) == Ended(0, line, "")
    assert check(plazo, tmp_path, "--config", str(path), PLAZO_CONFIG="nowhere") == Ended(0, line, "")


def test_a_postgresql_database_is_told_without_its_password(plazo: Program, tmp_path: Path) -> None:
    ended = check(plazo, tmp_path, PLAZO_DATABASE__URL=f"postgresql+psycopg://plazo:{HUSH}@db.example.org/state")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.endswith(", database PostgreSQL state on db.example.org\n")


@pytest.mark.parametrize(
    ("file", "environment", "line"),
    [
        (f'[telegram]\ntoken = "{HUSH}"', {}, "plazo.toml: telegram.token: expected a bot's token"),
        ("[telegram]\nmode = 1", {}, "plazo.toml: telegram.mode: '1' is wrong: expected 'polling' or 'webhook'"),
        ("[telegram", {}, "plazo.toml: not TOML: "),
        ("", {"PLAZO_TOKEN": HUSH}, "PLAZO_TOKEN: no such variable: expected PLAZO_<SECTION>__<KEY>"),
        ("", {"PLAZO_TELEGRAM__TOKN": HUSH}, "PLAZO_TELEGRAM__TOKN: telegram.tokn: no such key; did you mean token?"),
        ("", {"PLAZO_CONFIG": "nowhere.toml"}, "PLAZO_CONFIG: nowhere.toml: no such file"),
        ("", {"PLAZO_DATABASE__URL": "\udcff"}, "PLAZO_DATABASE__URL: database.url: expected sqlite:///FILE or "),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    plazo: Program, tmp_path: Path, file: str, environment: dict[str, str], line: str
) -> None:
    (tmp_path / "plazo.toml").write_text(file, "utf-8")
    ended = check(plazo, tmp_path, **environment)
    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert ended.err.startswith(f"plazo: {line}")


def test_an_option_that_names_no_file_is_refused(plazo: Program, tmp_path: Path) -> None:
    ended = check(plazo, tmp_path, "--config", "nowhere.toml")
    assert ended == Ended(2, "", "plazo: --config: nowhere.toml: no such file\n")
