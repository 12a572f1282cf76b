"""The settings: their defaults, which values are taken, the rules between them, and that secrets don't show."""

import copy
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bot.setting_errors import Origin, tell
from bot.setting_values import Endpoint
from bot.settings import Settings

HUSH = "hunter2-Xyzzy"
IMAP = {"host": "imap.example.org", "user": "desk", "password": HUSH}
OAUTH = {
    "host": "imap.example.org",
    "user": "desk",
    "auth": "xoauth2",
    "token_url": "https://login.example.org/token",
    "client_id": "plazo",
    "refresh_token": HUSH,
}
MAILBOX = {"address": "desk@example.org", "imap": IMAP}


def settings(**sections: Any) -> Settings:  # noqa: ANN401 - what a file may hold
    return Settings.model_validate(sections)


def complaint(**sections: Any) -> str:  # noqa: ANN401 - what a file may hold
    """The line that tells what is wrong, without the name of the place."""
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate(copy.deepcopy(sections))
    assert HUSH not in str(caught.value)
    line = tell(caught.value, Origin(file=Path("F"), table=sections, variables={}))
    assert HUSH not in line
    assert line.startswith("F: ")
    return line.removeprefix("F: ")


def changed(table: dict[str, Any], **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - what a file may hold
    return {key: value for key, value in {**table, **changes}.items() if value is not None}


def imap(**changes: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - what a file may hold
    return [changed(MAILBOX, imap=changed(IMAP, **changes))]


def test_nothing_configured_gives_the_defaults() -> None:
    found = settings()
    assert (found.service.secretariat, found.service.log_level, found.service.log_texts) == (None, "info", False)
    assert found.database.file == Path("plazo.db").absolute()
    assert (found.telegram.enabled, found.telegram.mode, found.telegram.admins) == (False, "polling", ())
    assert found.telegram.base_url == "https://api.telegram.org/bot"
    assert found.telegram.listen == Endpoint(host="127.0.0.1", port=8443)
    assert found.service.listen == Endpoint(host="127.0.0.1", port=8480)
    flood = (found.telegram.flood_messages, found.telegram.flood_seconds, found.telegram.flood_pause_seconds)
    assert flood == (30, 10, 60)
    assert (found.mailboxes, found.privacy.keep_days) == ((), 730)
    assert (found.reminders.from_mailbox, found.reminders.lead_days) == (None, (30, 14, 7, 1))
    assert (found.reminders.send_at, found.reminders.timezone) == (time(9), ZoneInfo("Europe/Zurich"))
    assert found.reminders.quiet_hours == (time(21), time(8))


def test_a_mailbox_has_its_defaults() -> None:
    (mailbox,) = settings(mailboxes=[MAILBOX]).mailboxes
    assert (mailbox.letters, mailbox.smtp, mailbox.authserv_id, mailbox.poll_seconds) == ((), None, None, 60)
    folders = (mailbox.folders.inbox, mailbox.folders.done, mailbox.folders.review)
    assert folders == ("INBOX", "Plazo/Done", "Plazo/Review")
    assert (mailbox.imap.security, mailbox.imap.port, mailbox.imap.auth) == ("tls", 993, "password")


@pytest.mark.parametrize(
    ("kind", "security", "port"),
    [
        ("imap", "tls", 993),
        ("imap", "starttls", 143),
        ("imap", "none", 143),
        ("smtp", "tls", 465),
        ("smtp", "starttls", 587),
        ("smtp", "none", 25),
    ],
)
def test_a_server_without_a_port_has_that_of_its_security(kind: str, security: str, port: int) -> None:
    server = changed(IMAP, host="127.0.0.1", security=security)
    (mailbox,) = settings(mailboxes=[{**MAILBOX, kind: server}]).mailboxes
    assert getattr(mailbox, kind).port == port


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        settings().privacy.keep_days = 1  # type: ignore[misc] # which is what is tested


def test_secrets_show_in_no_form_of_the_settings() -> None:
    found = settings(
        database={"url": f"postgresql+psycopg://plazo:{HUSH}@db.example.org/plazo"},
        telegram={"token": f"123:{HUSH}", "secret_token": HUSH},
        mailboxes=[
            changed(MAILBOX, smtp=changed(OAUTH, client_secret=HUSH)),
            changed(MAILBOX, address="other@example.org"),
        ],
    )
    for shown in (repr(found), str(found), repr(found.mailboxes), found.model_dump_json(), str(found.model_dump())):
        assert HUSH not in shown
    assert found.telegram.token is not None
    assert found.telegram.token.get_secret_value() == f"123:{HUSH}"
    assert found.mailboxes[0].imap.password is not None
    assert found.mailboxes[0].imap.password.get_secret_value() == HUSH


@pytest.mark.parametrize("value", ["\udcff", "x\x00", "\x1b[31m", "a" * 100_000])
@pytest.mark.parametrize(("section", "key"), [("service", "secretariat"), ("telegram", "mode"), ("telegram", "token")])
def test_odd_text_is_refused_briefly(section: str, key: str, value: str) -> None:
    line = complaint(**{section: {key: value}})
    assert line.startswith(f"{section}.{key}: ")
    assert line.isprintable()
    assert len(line) < 200


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("Desk@Example.ORG", "Desk@example.org"),
        ("desk@plazo.test", "desk@plazo.test"),
        ("desk@localhost", "desk@localhost"),
        ("desk@mail.local", "desk@mail.local"),
        ("desk@mail.Invalid", "desk@mail.invalid"),
    ],
)
def test_an_address_may_have_a_reserved_domain(given: str, address: str) -> None:
    assert settings(service={"secretariat": given}).service.secretariat == address


@pytest.mark.parametrize("address", ["desk", "desk@", "@example.org", "a b@example.org", "D <d@example.org>", "", 7])
def test_what_is_no_address_is_refused(address: object) -> None:
    assert complaint(service={"secretariat": address}).startswith("service.secretariat: ")


def test_the_complaint_shows_what_was_found_and_what_was_expected() -> None:
    wanted = "'desk' is wrong: expected an e-mail address, such as desk@example.org"
    assert complaint(mailboxes=[changed(MAILBOX, address="desk")]) == f"mailboxes.0.address: {wanted}"


def test_the_secretariat_is_no_watched_mailbox() -> None:
    address = "DESK@example.org"
    line = complaint(service={"secretariat": address}, mailboxes=[MAILBOX])
    wanted = f"{address!r} is wrong: expected an address that no mailbox here has"
    assert line.partition(": ")[::2] == ("service.secretariat", wanted)


def test_each_mailbox_has_its_own_address() -> None:
    line = complaint(mailboxes=[MAILBOX, changed(MAILBOX, address="Desk@EXAMPLE.org")])
    assert line.startswith("mailboxes.1.address: 'Desk@example.org' is wrong: expected an address that no other")


def test_reminders_go_out_from_one_of_the_mailboxes() -> None:
    found = settings(mailboxes=[MAILBOX], reminders={"from_mailbox": "Desk@example.org"})
    assert found.reminders.from_mailbox == "Desk@example.org"
    line = complaint(mailboxes=[MAILBOX], reminders={"from_mailbox": "x@example.org"})
    wanted = "'x@example.org' is wrong: expected the address of one of the mailboxes (desk@example.org)"
    assert line == f"reminders.from_mailbox: {wanted}"
    assert "none is configured" in complaint(reminders={"from_mailbox": "x@example.org"})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "mail.localhost"])
def test_no_encryption_is_for_loopback(host: str) -> None:
    assert settings(mailboxes=imap(host=host, security="none")).mailboxes[0].imap.security == "none"


@pytest.mark.parametrize("host", ["imap.example.org", "192.0.2.1", "10.0.0.1", "localhost.example.org", "0.0.0.0"])  # noqa: S104 - is refused
def test_no_encryption_elsewhere_is_refused(host: str) -> None:
    wanted = f"'none' is wrong: expected 'tls' or 'starttls', since {host} is no loopback address"
    assert complaint(mailboxes=imap(host=host, security="none")) == f"mailboxes.0.imap.security: {wanted}"


@pytest.mark.parametrize("auth", ["xoauth2", "oauthbearer"])
@pytest.mark.parametrize("secret", ["client_secret", "refresh_token"])
def test_oauth_takes_either_secret(auth: str, secret: str) -> None:
    server = changed(OAUTH, **{"auth": auth, "refresh_token": None, secret: HUSH})
    assert settings(mailboxes=[changed(MAILBOX, imap=server)]).mailboxes[0].imap.auth == auth


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"token_url": None}, "token_url"),
        ({"client_id": None}, "client_id"),
        ({"refresh_token": None}, "client_secret"),
        ({"refresh_token": ""}, "client_secret"),
        ({"password": HUSH}, "password"),
        ({"user": None}, "user"),
        ({"token_url": "http://login.example.org/token"}, "token_url"),
    ],
)
def test_oauth_lacking_something_is_refused_by_name(changes: dict[str, str | None], key: str) -> None:
    for kind, base in (("imap", {}), ("smtp", {"imap": IMAP})):
        line = complaint(mailboxes=[{"address": "desk@example.org", **base, kind: changed(OAUTH, **changes)}])
        assert line.startswith(f"mailboxes.0.{kind}.{key}: ")


def test_a_password_and_a_user_need_each_other() -> None:
    assert complaint(mailboxes=imap(password=None)).startswith("mailboxes.0.imap.password: expected a password")
    assert complaint(mailboxes=imap(password="")).startswith("mailboxes.0.imap.password: expected a password")
    assert complaint(mailboxes=imap(user=None)).startswith("mailboxes.0.imap.user: expected the name to log in with")
    assert complaint(mailboxes=imap(user=None, password=None)).startswith("mailboxes.0.imap.user: ")


def test_an_smtp_server_needs_no_user() -> None:
    (mailbox,) = settings(mailboxes=[{**MAILBOX, "smtp": {"host": "smtp.example.org"}}]).mailboxes
    assert mailbox.smtp is not None
    assert (mailbox.smtp.user, mailbox.smtp.password) == (None, None)


def test_a_missing_key_is_named_with_what_it_is() -> None:
    assert complaint(mailboxes=[{"imap": IMAP}]).startswith("mailboxes.0.address: missing: expected the e-mail address")
    assert complaint(mailboxes=[changed(MAILBOX, imap=None)]).startswith("mailboxes.0.imap: missing: expected a table")
    assert complaint(mailboxes=imap(host=None)).startswith("mailboxes.0.imap.host: missing: expected the name")


def test_an_empty_token_turns_the_channel_off() -> None:
    assert settings(telegram={"token": ""}).telegram.enabled is False
    assert settings(telegram={"token": "123:abc_DEF-9"}).telegram.enabled is True


@pytest.mark.parametrize("token", [HUSH, f"abc:{HUSH}", f"123:{HUSH} ", f"123:{HUSH}\n", f"123{HUSH}:", 123])
def test_what_is_no_token_is_refused_and_not_shown(token: object) -> None:
    assert complaint(telegram={"token": token}).startswith("telegram.token: expected ")


def test_a_webhook_needs_its_address_and_secret() -> None:
    hook = {"mode": "webhook", "webhook_url": "https://plazo.example.org/hook", "secret_token": HUSH}
    assert settings(telegram=hook).telegram.webhook_url == "https://plazo.example.org/hook"
    assert complaint(telegram=changed(hook, webhook_url=None)).startswith("telegram.webhook_url: expected an https")
    assert complaint(telegram=changed(hook, secret_token=None)).startswith("telegram.secret_token: expected 1 to 256")
    assert complaint(telegram=changed(hook, secret_token=f"{HUSH}!")).startswith("telegram.secret_token: expected 1 to")
    assert complaint(telegram=changed(hook, secret_token=HUSH * 20)).startswith("telegram.secret_token: expected 1 to")
    assert complaint(telegram=changed(hook, webhook_url="http://127.0.0.1/hook")).startswith("telegram.webhook_url: ")


def test_the_bot_api_without_encryption_is_for_loopback() -> None:
    assert settings(telegram={"base_url": "http://127.0.0.1:8081/bot"}).telegram.base_url == "http://127.0.0.1:8081/bot"
    line = complaint(telegram={"base_url": "http://api.example.org/bot"})
    assert line.endswith("expected https://, since http:// is for loopback addresses only")


@pytest.mark.parametrize("password", [HUSH, f"a/{HUSH}", f"a@{HUSH}"])
def test_a_password_in_a_web_address_is_refused_and_not_shown(password: str) -> None:
    line = complaint(service={"public_url": f"https://me:{password}@plazo.example.org"})
    assert line.startswith("service.public_url: 'https://…@plazo.example.org' is wrong: expected a web address ")


@pytest.mark.parametrize(
    ("given", "endpoint"),
    [("0.0.0.0:1", ("0.0.0.0", 1)), ("[::1]:0", ("::1", 0)), ("plazo:8443", ("plazo", 8443))],  # noqa: S104 - nothing listens
)
def test_where_to_listen_is_host_and_port(given: str, endpoint: tuple[str, int]) -> None:
    listen = settings(telegram={"listen": given}).telegram.listen
    assert (listen.host, listen.port, str(listen)) == (*endpoint, given)


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("service", "log_level", "loud"),
        ("service", "log_texts", "perhaps"),
        ("service", "log_texts", 1),
        ("service", "public_url", "plazo.example.org"),
        ("service", "public_url", "https://[::1"),
        ("service", "public_url", "https://example.org:port"),
        ("service", "listen", "8480"),
        ("service", "letters_dir", "no-such-folder"),
        ("service", "letters_dir", ""),
        ("telegram", "mode", "pull"),
        ("telegram", "listen", "8443"),
        ("telegram", "listen", "127.0.0.1"),
        ("telegram", "listen", "127.0.0.1:65536"),
        ("telegram", "listen", "::1:8443"),
        ("telegram", "listen", 8443),
        ("telegram", "admins", 7),
        ("telegram", "flood_messages", 0),
        ("telegram", "flood_seconds", -1),
        ("telegram", "flood_pause_seconds", True),
        ("privacy", "keep_days", 0),
        ("privacy", "keep_days", 10**9),
        ("privacy", "keep_days", 730.0),
        ("privacy", "keep_days", "two years"),
        ("reminders", "lead_days", [7, 7]),
        ("reminders", "lead_days", []),
        ("reminders", "lead_days", {"a": 1}),
        ("reminders", "lead_days", "[7"),
        ("reminders", "send_at", "9:00"),
        ("reminders", "send_at", "24:00"),
        ("reminders", "send_at", 9),
        ("reminders", "timezone", "Europe/Atlantis"),
        ("reminders", "timezone", "Europe"),
        ("reminders", "timezone", "../etc"),
        ("reminders", "quiet_hours", ["21:00"]),
        ("reminders", "quiet_hours", ["21:00", "21:00"]),
        ("reminders", "quiet_hours", "21:00-08:00"),
    ],
)
def test_a_bad_value_is_refused_by_name(section: str, key: str, value: object) -> None:
    line = complaint(**{section: {key: value}})
    assert line.startswith(f"{section}.{key}: ")
    assert "expected " in line


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("reminders", "lead_days", [7, 0]),
        ("reminders", "lead_days", [7, 366]),
        ("reminders", "lead_days", [7, "x"]),
        ("reminders", "quiet_hours", ["21:00", "25:00"]),
        ("telegram", "admins", [1, -100]),
    ],
)
def test_a_bad_entry_of_a_list_is_refused_by_its_number(section: str, key: str, value: object) -> None:
    line = complaint(**{section: {key: value}})
    assert line.startswith(f"{section}.{key}.1: ")
    assert "expected " in line


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"poll_seconds": 0}, "poll_seconds"),
        ({"letters": [""]}, "letters.0"),
        ({"folders": {"done": "inbox"}}, "folders.done"),
        ({"folders": {"done": "Old", "review": "old"}}, "folders.review"),
        ({"folders": {"inbox": ""}}, "folders.inbox"),
        ({"imap": changed(IMAP, port=0)}, "imap.port"),
        ({"imap": changed(IMAP, port=65_536)}, "imap.port"),
        ({"imap": changed(IMAP, host="imap.example.org:993")}, "imap.host"),
        ({"imap": changed(IMAP, security="ssl")}, "imap.security"),
        ({"imap": changed(IMAP, auth="plain")}, "imap.auth"),
        ({"imap": changed(IMAP, password=7)}, "imap.password"),
        ({"imap": HUSH}, "imap"),
        ({"imap": [HUSH]}, "imap"),
    ],
)
def test_a_bad_value_of_a_mailbox_is_refused_by_name(changes: dict[str, Any], key: str) -> None:
    line = complaint(mailboxes=[changed(MAILBOX, **changes)])
    assert line.startswith(f"mailboxes.0.{key}: ")
    assert "expected " in line


def test_mailboxes_are_a_list() -> None:
    assert complaint(mailboxes=MAILBOX) == "mailboxes: expected a list"


@pytest.mark.parametrize(
    ("sections", "line"),
    [
        ({"telegramm": {"token": HUSH}}, "telegramm: no such key; did you mean telegram?"),
        ({"telegram": {"tokn": HUSH}}, "telegram.tokn: no such key; did you mean token?"),
        ({"telegram": {"zzz": HUSH}}, "telegram.zzz: no such key"),
        ({"mailboxes": imap(pasword=HUSH)}, "mailboxes.0.imap.pasword: no such key; did you mean password?"),
        ({"privacy": {"keep_days": {"x": HUSH}}}, "privacy.keep_days: expected a whole number"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_one(sections: dict[str, Any], line: str) -> None:
    assert complaint(**sections) == line


def test_all_that_is_wrong_is_told_in_one_line() -> None:
    line = complaint(privacy={"keep_days": 0}, telegram={"mode": "pull", "token": HUSH})
    assert line == (
        "telegram.token: expected a bot's token, such as 123456:ABC-DEF; "
        "F: telegram.mode: 'pull' is wrong: expected 'polling' or 'webhook'; "
        "F: privacy.keep_days: '0' is wrong: expected at least 1"
    )


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        f"mysql://plazo:{HUSH}@db.example.org/plazo",
        f"postgresql+psycopg://plazo:{HUSH}@db.example.org:port/plazo",
        "plazo.db",
        "",
        7,
    ],
)
def test_another_database_is_refused_and_its_address_not_shown(url: object) -> None:
    assert complaint(database={"url": url}).startswith("database.url: expected ")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_postgresql_without_a_driver_is_refused_with_the_hint(scheme: str) -> None:
    line = complaint(database={"url": f"{scheme}://plazo:{HUSH}@db.example.org/plazo"})
    assert "postgresql+psycopg://" in line
    assert line.endswith("since postgresql:// alone names no driver")


def test_postgresql_has_no_file() -> None:
    found = settings(database={"url": "postgresql+psycopg://plazo@db.example.org/plazo"}).database
    assert (found.file, found.url.get_secret_value()) == (None, "postgresql+psycopg://plazo@db.example.org/plazo")
