"""The file and the environment to settings: which is read, which wins, and what is refused by name."""

import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path

import pytest

from bot import paths
from bot.config_file import find_configuration
from bot.configuration import read_settings
from bot.errors import SettingsError
from bot.setting_errors import known_keys
from bot.settings import Section, Settings

HUSH = "hunter2-Xyzzy"
EXAMPLE = paths.ROOT / "config" / "plazo.example.toml"
OTHER = "another"
MAILBOX = f"""
[[mailboxes]]
address = "desk@example.org"
imap = {{ host = "imap.example.org", user = "desk", password = "{HUSH}" }}
"""
NOTHING: Mapping[str, str] = {}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plazo.toml"
    path.write_text("", "utf-8")
    return path


def from_file(name: str) -> str:
    """The mailbox, its password in a file of its own."""
    return MAILBOX.replace(f'password = "{HUSH}"', f'password_file = "{name}"')


def refusal(path: Path | None, environment: Mapping[str, str] = NOTHING) -> str:
    """The one line that tells what is wrong; it shows no secret, nor does what caused it."""
    with pytest.raises(SettingsError) as caught:
        read_settings(path, environment)
    line = str(caught.value)
    assert HUSH not in line
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True) or not caught.value.__context__
    assert "\n" not in line
    return line


def test_without_file_and_environment_the_defaults_hold() -> None:
    assert read_settings(None, {"HOME": "/", "PLAZO_CACHE": "x", "PLAZO_CONFIG": "x"}) == Settings()


def test_the_file_is_read(file: Path) -> None:
    file.write_text('[reminders]\nlead_days = [5]\nsend_at = "10:30"\nquiet_hours = [22:00:00, 07:00:00]\n', "utf-8")
    found = read_settings(file, NOTHING).reminders
    assert (found.lead_days, found.send_at, found.quiet_hours) == ((5,), time(10, 30), (time(22), time(7)))


def test_the_environment_wins_over_the_file(file: Path) -> None:
    file.write_text('[service]\nlog_level = "debug"\n[privacy]\nkeep_days = 5\n', "utf-8")
    found = read_settings(file, {"PLAZO_SERVICE__LOG_LEVEL": "error"})
    assert (found.service.log_level, found.privacy.keep_days) == ("error", 5)


@pytest.mark.parametrize("text", ["[30,7]", "30,7", " 30 , 7 ", "[30, 7]"])
def test_a_list_in_the_environment_is_json_or_parted_by_commas(text: str) -> None:
    assert read_settings(None, {"PLAZO_REMINDERS__LEAD_DAYS": text}).reminders.lead_days == (30, 7)


def test_texts_of_the_environment_become_what_the_setting_is() -> None:
    environment = {
        "PLAZO_SERVICE__LOG_TEXTS": "True",
        "PLAZO_telegram__Admins": "1,2",
        "PLAZO_REMINDERS__QUIET_HOURS": '["20:00","09:00"]',
        "PLAZO_REMINDERS__LEAD_DAYS__0": "3",
        "PLAZO_PRIVACY__KEEP_DAYS": "9",
    }
    found = read_settings(None, environment)
    assert (found.service.log_texts, found.telegram.admins, found.privacy.keep_days) == (True, (1, 2), 9)
    assert (found.reminders.quiet_hours, found.reminders.lead_days) == ((time(20), time(9)), (3,))


def test_a_number_addresses_an_entry_of_a_list(file: Path) -> None:
    file.write_text(MAILBOX, "utf-8")
    environment = {
        "PLAZO_MAILBOXES__0__IMAP__PASSWORD": OTHER,
        "PLAZO_MAILBOXES__0__FOLDERS__DONE": "Old",
        "PLAZO_MAILBOXES__1__ADDRESS": "other@example.org",
        "PLAZO_MAILBOXES__1__IMAP__HOST": "imap.example.org",
        "PLAZO_MAILBOXES__1__IMAP__USER": "other",
        "PLAZO_MAILBOXES__1__IMAP__PASSWORD": HUSH,
    }
    first, second = read_settings(file, environment).mailboxes
    assert first.imap.password is not None
    assert first.imap.password.get_secret_value() == OTHER
    assert (first.imap.host, first.folders.done, first.folders.review) == ("imap.example.org", "Old", "Plazo/Review")
    assert (second.address, second.imap.user) == ("other@example.org", "other")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PLAZO_TELEGRAM_TOKEN", "expected PLAZO_<SECTION>__<KEY>; did you mean PLAZO_TELEGRAM__TOKEN?"),
        ("PLAZO_TELEGRAM", "expected PLAZO_<SECTION>__<KEY>"),
        ("PLAZO_", "expected PLAZO_<SECTION>__<KEY>"),
        ("PLAZO_TELEGRAM__TOKN", "telegram.tokn: no such key; did you mean token?"),
        ("PLAZO_TELEGRM__TOKEN", "telegrm: no such key; did you mean telegram?"),
        ("PLAZO_TELEGRAM__", "telegram.: no such key"),
        ("PLAZO_TELEGRAM__0", "telegram: expected a table of keys"),
        ("PLAZO_PRIVACY__0", "privacy.0: expected a key in place of 0"),
        ("PLAZO_TELEGRAM__MODE__X", "telegram.mode: "),
        ("PLAZO_PRIVACY__KEEP_DAYS__X", "privacy.keep_days.x: expected nothing from 'x' on"),
        ("PLAZO_MAILBOXES__X__ADDRESS", "mailboxes.x.address: expected a number in place of 'x'"),
        ("PLAZO_MAILBOXES__2__ADDRESS", "mailboxes.2.address: expected entry 1 first"),
        ("PLAZO_MAILBOXES__0", "mailboxes.0: expected a table of keys"),
        ("PLAZO_MAILBOXES__0__IMAP", "mailboxes.0.imap: expected a table of keys"),
        ("PLAZO_MAILBOXES__0__IMAP__PASWORD", "mailboxes.0.imap.pasword: no such key; did you mean password?"),
        ("PLAZO_MAILBOXES__0__IMAP__HOST_FILE", "mailboxes.0.imap.host_file: no such key"),
        ("PLAZO_REMINDERS__TIMEZONE_FILE", "reminders.timezone_file: no such key; did you mean timezone?"),
        ("PLAZO_TELEGRAM__TOKEN", "telegram.token: expected a bot's token"),
        ("PLAZO_TELEGRAM__TOKEN_FILE", "telegram.token_file: "),
    ],
)
def test_a_variable_that_is_wrong_is_refused_by_name(file: Path, name: str, words: str) -> None:
    file.write_text(f"{MAILBOX}[privacy]\nkeep_days = 5\n", "utf-8")
    value = "secrets/none" if name.endswith("_FILE") else HUSH
    line = refusal(file, {name: value})
    assert line.startswith(f"{name}: ")
    assert words in line


def test_a_setting_given_by_two_variables_is_refused() -> None:
    line = refusal(None, {"PLAZO_TELEGRAM__TOKEN": HUSH, "PLAZO_telegram__token": HUSH})
    assert line == "PLAZO_telegram__token: telegram.token: given by PLAZO_TELEGRAM__TOKEN, too: expected one of the two"


def test_a_list_and_an_entry_of_it_are_refused_together() -> None:
    line = refusal(None, {"PLAZO_REMINDERS__LEAD_DAYS": "7", "PLAZO_REMINDERS__LEAD_DAYS__0": "7"})
    assert line.startswith("PLAZO_REMINDERS__LEAD_DAYS__0: reminders.lead_days.0: expected nothing from 0 on")


def test_what_is_wrong_in_the_file_is_told_with_the_files_name(file: Path) -> None:
    file.write_text('[telegram]\nmode = "pull"\n', "utf-8")
    wanted = "telegram.mode: 'pull' is wrong: expected 'polling' or 'webhook'"
    assert refusal(file, {"PLAZO_TELEGRAM__FLOOD_SECONDS": "5"}) == f"{file}: {wanted}"
    file.write_text(f'[telegram]\ntokn = "{HUSH}"\n', "utf-8")
    assert refusal(file) == f"{file}: telegram.tokn: no such key; did you mean token?"
    file.write_text("token = 1", "utf-8")
    assert refusal(file) == f"{file}: token: no such key"


def test_what_is_missing_is_told_with_the_place_that_began_it(file: Path) -> None:
    wanted = "mailboxes.0.imap: missing: expected a table"
    assert refusal(None, {"PLAZO_MAILBOXES__0__ADDRESS": "desk@example.org"}).startswith(f"the environment: {wanted}")
    file.write_text('[[mailboxes]]\naddress = "desk@example.org"\n', "utf-8")
    assert refusal(file).startswith(f"{file}: {wanted}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[telegram]\nmode polling\n", "not TOML: Expected '=' after a key in a key/value pair (at line 2, column 6)"),
        (f'[telegram]\ntoken = "{HUSH}\n', "not TOML: Illegal character '\\n' (at line 2"),
        ("a = 1\na = 2\n", "(at line 2"),
        ("a = " + "[" * 100_000, "not TOML: "),
        ("a = " + "9" * 10_000, "not TOML: "),
    ],
)
def test_what_is_not_toml_is_told_with_file_and_line(file: Path, text: str, words: str) -> None:
    file.write_text(text, "utf-8")
    line = refusal(file)
    assert line.startswith(f"{file}: not TOML: ")
    assert words in line


def test_a_file_that_is_not_utf_8_is_refused(file: Path) -> None:
    file.write_bytes(b"[telegram]\nmode = '\xff'\n")
    assert refusal(file) == f"{file}: not TOML: expected text in UTF-8"


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path}: cannot be read: Is a directory"


def test_paths_count_from_the_files_folder(file: Path) -> None:
    (file.parent / "letters").mkdir()
    (file.parent / "token").write_text("123:abc\n", "utf-8")
    file.write_text('[service]\nletters_dir = "letters"\n[telegram]\ntoken_file = "token"\n', "utf-8")
    found = read_settings(file, NOTHING)
    assert found.service.letters_dir == file.parent / "letters"
    assert found.database.file == file.parent / "plazo.db"
    assert found.telegram.token is not None
    assert found.telegram.token.get_secret_value() == "123:abc"
    environment = {"PLAZO_DATABASE__URL": "sqlite:///state/p.db", "PLAZO_SERVICE__LETTERS_DIR": str(file.parent)}
    found = read_settings(file, environment)
    assert (found.database.file, found.service.letters_dir) == (file.parent / "state" / "p.db", file.parent)
    assert read_settings(file, {"PLAZO_DATABASE__URL": "sqlite:////srv/p.db"}).database.file == Path("/srv/p.db")


def test_without_a_file_paths_count_from_the_working_folder() -> None:
    assert read_settings(None, {"PLAZO_DATABASE__URL": "sqlite:///p.db"}).database.file == Path("p.db").absolute()


def test_a_database_may_be_in_a_file_of_its_own(file: Path) -> None:
    url = f"postgresql+psycopg://plazo:{HUSH}@db.example.org/plazo"
    (file.parent / "url").write_text(f"{url}\r\n", "utf-8")
    found = read_settings(file, {"PLAZO_DATABASE__URL_FILE": "url"})
    assert found.database.url.get_secret_value() == url


@pytest.mark.parametrize(
    ("content", "secret"), [(b"a b \n", "a b "), (b"a\r\n", "a"), (b"a\n\n", "a\n"), ("é".encode(), "é"), (b" a", " a")]
)
def test_a_secrets_file_loses_only_its_last_line_break(file: Path, content: bytes, secret: str) -> None:
    (file.parent / "secret").write_bytes(content)
    file.write_text(from_file("secret"), "utf-8")
    password = read_settings(file, NOTHING).mailboxes[0].imap.password
    assert password is not None
    assert password.get_secret_value() == secret


def test_a_secret_in_both_forms_is_refused(file: Path) -> None:
    file.write_text(MAILBOX.replace("password =", 'password_file = "x", password ='), "utf-8")
    wanted = "mailboxes.0.imap.password_file: password is given, too: expected one of the two"
    assert refusal(file) == f"{file}: {wanted}"
    line = refusal(None, {"PLAZO_TELEGRAM__TOKEN": HUSH, "PLAZO_TELEGRAM__TOKEN_FILE": "x"})
    assert line == "PLAZO_TELEGRAM__TOKEN_FILE: telegram.token_file: token is given, too: expected one of the two"


def test_a_secret_of_the_environment_wins_over_either_form_in_the_file(file: Path) -> None:
    (file.parent / "secret").write_text("from a file", "utf-8")
    file.write_text(from_file("nowhere"), "utf-8")
    password = read_settings(file, {"PLAZO_MAILBOXES__0__IMAP__PASSWORD": HUSH}).mailboxes[0].imap.password
    assert password is not None
    assert password.get_secret_value() == HUSH
    file.write_text(MAILBOX, "utf-8")
    password = read_settings(file, {"PLAZO_MAILBOXES__0__IMAP__PASSWORD_FILE": "secret"}).mailboxes[0].imap.password
    assert password is not None
    assert password.get_secret_value() == "from a file"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"", "expected a secret, but the file is empty"),
        (b"\n", "expected a secret, but the file is empty"),
        (b"\xff\xfe", "expected a file of text in UTF-8"),
    ],
)
def test_a_secrets_file_that_is_of_no_use_is_refused(file: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (file.parent / "secret").write_bytes(content)
    file.write_text('[telegram]\ntoken_file = "secret"\n', "utf-8")
    assert refusal(file) == f"{file}: telegram.token_file: secret: {words}"
    assert refusal(None, {"PLAZO_TELEGRAM__TOKEN_FILE": str(file.parent / "secret")}).startswith(
        "PLAZO_TELEGRAM__TOKEN_FILE: telegram.token_file: "
    )


@pytest.mark.parametrize("value", ['""', "7", "[]", "true"])
def test_a_secrets_file_that_is_no_path_is_refused(file: Path, value: str) -> None:
    file.write_text(f"[telegram]\ntoken_file = {value}\n", "utf-8")
    assert refusal(file) == f"{file}: telegram.token_file: expected a file's path"


@pytest.mark.parametrize("table", ["telegram = 5", "telegram = []", "[[telegram]]\nmode = 1", "mailboxes = 1"])
def test_something_else_in_place_of_a_table_is_refused(file: Path, table: str) -> None:
    file.write_text(table, "utf-8")
    assert re.match(
        r"(telegram: expected a table of keys|mailboxes: expected a list)$", refusal(file)[len(f"{file}: ") :]
    )


def test_the_option_then_the_variable_then_the_folder_tell_the_file(tmp_path: Path) -> None:
    assert find_configuration(None, NOTHING, tmp_path) is None
    for name in ("plazo.toml", "a.toml", "b.toml"):
        (tmp_path / name).write_text("", "utf-8")
    assert find_configuration(None, {"PLAZO_CONFIG": ""}, tmp_path) == tmp_path / "plazo.toml"
    assert find_configuration(None, {"PLAZO_CONFIG": "a.toml"}, tmp_path) == tmp_path / "a.toml"
    assert find_configuration(tmp_path / "b.toml", {"PLAZO_CONFIG": "a.toml"}, tmp_path) == tmp_path / "b.toml"


@pytest.mark.parametrize("name", ["nowhere.toml", "."])
def test_a_file_that_is_named_must_be_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match=rf"^--config: {re.escape(name)}: no such file$"):
        find_configuration(Path(name), NOTHING, tmp_path)
    with pytest.raises(SettingsError, match=rf"^PLAZO_CONFIG: {re.escape(name)}: no such file$"):
        find_configuration(None, {"PLAZO_CONFIG": name}, tmp_path)


def _secret_files(text: str, folder: Path) -> None:
    for name in re.findall(r'_file = "([^"]+)"', text):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("123:abc\n", "utf-8")


def test_the_example_is_in_order(file: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    file.write_text(text, "utf-8")
    _secret_files(text, file.parent)
    found = read_settings(file, NOTHING)
    assert (found.telegram.enabled, found.telegram.mode, len(found.mailboxes)) == (True, "polling", 1)
    assert found.reminders == Settings().reminders.model_copy(update={"from_mailbox": "desk@example.org"})
    assert found.privacy == Settings().privacy


def test_what_is_off_in_the_example_is_in_order_too(file: Path) -> None:
    text = re.sub(r'(?m)^# (?=\w+ = ["\w])', "", EXAMPLE.read_text("utf-8"))
    text = text.replace('mode = "polling"', 'mode = "webhook"')
    smtp = text.index("[mailboxes.smtp]")
    text = text[:smtp] + text[smtp:].replace("password_file =", 'auth = "xoauth2" #', 1)
    file.write_text(text, "utf-8")
    _secret_files(text, file.parent)
    (file.parent / "secrets" / "telegram-webhook").write_text("abc", "utf-8")
    (file.parent / "letters").mkdir()
    found = read_settings(file, NOTHING)
    assert found.telegram.mode == "webhook"
    assert found.mailboxes[0].smtp is not None
    assert found.mailboxes[0].smtp.client_id == "plazo"


def _sections(section: type[Section]) -> list[type[Section]]:
    return [section, *(inner for table in section.tables().values() for inner in _sections(table))]


@pytest.mark.parametrize("section", _sections(Settings)[1:], ids=lambda section: section.__name__)
def test_the_example_shows_every_key(section: type[Section]) -> None:
    shown = set(re.findall(r"(?:^|[{,\[.] ?|^# )(\w+)(?: =|\])", EXAMPLE.read_text("utf-8"), re.MULTILINE))
    missing = [name for name in section.model_fields if not {name, f"{name}_file"} & shown]
    assert missing == []
    assert set(known_keys(section)) >= set(section.model_fields)
