"""The settings of the running service: one frozen value, and the rules between its parts.

`configuration` fills it from a file and the environment; what a single value may be is in `setting_values`. A secret
never shows in `repr`, and is had by its `get_secret_value()`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from bot.setting_values import (
    Address,
    DatabaseUrl,
    Endpoint,
    File,
    Flag,
    Folder,
    Host,
    HttpsAddress,
    Listed,
    Listen,
    Secret,
    Site,
    Text,
    TimeOfDay,
    WebAddress,
    Whole,
    Zone,
    is_loopback,
    wrong,
)

_DAY_SECONDS = 86_400
_MOST_ID = 2**52  # a Telegram id has at most 52 significant bits (Bot API, User)

Seconds = Annotated[Whole, Field(ge=1, le=_DAY_SECONDS)]
LogLevel = Literal["debug", "info", "warning", "error"]
Security = Literal["tls", "starttls", "none"]


def _inside(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever stands in an annotation
    yield annotation
    for part in get_args(annotation):
        yield from _inside(part)


class Section(BaseModel):
    """A table of the configuration: an unknown key is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @classmethod
    def secrets(cls) -> frozenset[str]:
        """The keys that hold secrets, which can be given as `<key>_file`, too."""
        fields = cls.model_fields.items()
        return frozenset(name for name, field in fields if SecretStr in _inside(field.annotation))

    @classmethod
    def tables(cls) -> dict[str, "type[Section]"]:
        """The keys that hold a table or a list of tables."""
        parts = ((name, part) for name, field in cls.model_fields.items() for part in _inside(field.annotation))
        return {name: part for name, part in parts if isinstance(part, type) and issubclass(part, Section)}


class ServiceSettings(Section):
    """`[service]`: what concerns the whole."""

    secretariat: Address | None = None
    public_url: Site | None = None
    listen: Listen = Endpoint(host="127.0.0.1", port=8480)
    letters_dir: Folder | None = None
    log_level: LogLevel = "info"
    log_texts: Flag = False


class DatabaseSettings(Section):
    """`[database]`: where the state is kept; the address may hold a password, so it is a secret."""

    url: DatabaseUrl = Field(default=SecretStr("sqlite:///plazo.db"), validate_default=True)

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database."""
        scheme, _, rest = self.url.get_secret_value().partition(":///")
        return Path(rest.partition("?")[0]) if scheme == "sqlite" else None


def _check_token(token: SecretStr | None) -> SecretStr | None:
    if token and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token.get_secret_value()):
        raise wrong("a bot's token, such as 123456:ABC-DEF")
    return token


def _check_secret_token(token: SecretStr | None) -> SecretStr | None:
    """See the Bot API, setWebhook."""
    if token and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", token.get_secret_value()):
        raise wrong("1 to 256 characters of A-Z, a-z, 0-9, _ and -")
    return token


class TelegramSettings(Section):
    """`[telegram]`: the channel, which is off without a token."""

    token: Annotated[Secret, AfterValidator(_check_token)] = None
    base_url: WebAddress = "https://api.telegram.org/bot"
    mode: Literal["polling", "webhook"] = "polling"
    admins: Annotated[tuple[Annotated[Whole, Field(ge=1, le=_MOST_ID)], ...], Listed] = ()
    webhook_url: HttpsAddress | None = None
    listen: Listen = Endpoint(host="127.0.0.1", port=8443)
    secret_token: Annotated[Secret, AfterValidator(_check_secret_token)] = None
    flood_messages: Annotated[Whole, Field(ge=1, le=100_000)] = 30
    flood_seconds: Seconds = 10
    flood_pause_seconds: Seconds = 60

    @property
    def enabled(self) -> bool:
        """Whether the channel is on."""
        return self.token is not None

    @model_validator(mode="after")
    def _check_webhook(self) -> Self:
        if self.mode == "webhook" and self.webhook_url is None:
            raise wrong("an https address, since mode is webhook", "webhook_url")
        if self.mode == "webhook" and self.secret_token is None:
            raise wrong("1 to 256 characters of A-Z, a-z, 0-9, _ and -, since mode is webhook", "secret_token")
        return self


class ServerSettings(Section):
    """What a mail server of either kind needs."""

    ports: ClassVar[Mapping[str, int]]

    host: Host = Field(description="the name or address of the server")
    security: Security = "tls"
    port: Annotated[Whole, Field(ge=1, le=65_535)] = 0
    user: Text | None = None
    password: Secret = None
    auth: Literal["password", "xoauth2", "oauthbearer"] = "password"
    token_url: WebAddress | None = None
    client_id: Text | None = None
    client_secret: Secret = None
    refresh_token: Secret = None
    scope: Text | None = None
    ca_file: File | None = None

    @model_validator(mode="before")
    @classmethod
    def _choose_port(cls, data: Any) -> Any:  # noqa: ANN401 - whatever stands there; the fields check it
        if isinstance(data, dict) and "port" not in data:
            return {**data, "port": cls.ports.get(str(data.get("security", "tls")), 1)}
        return data

    @model_validator(mode="after")
    def _check_security(self) -> Self:
        if self.security == "none" and not is_loopback(self.host):
            raise wrong(f"'tls' or 'starttls', since {self.host} is no loopback address", "security", "none")
        return self

    @model_validator(mode="after")
    def _check_login(self) -> Self:
        if self.user is None and (self.password or self.auth != "password"):
            raise wrong("the name to log in with", "user")
        if self.auth == "password":
            if self.user is not None and self.password is None:
                raise wrong("a password, since there is a user", "password")
            return self
        for key in ("token_url", "client_id"):
            if getattr(self, key) is None:
                raise wrong(f"a value, since auth is {self.auth}", key)
        if self.client_secret is None and self.refresh_token is None:
            raise wrong(f"a value here or in refresh_token, since auth is {self.auth}", "client_secret")
        if self.password:
            raise wrong(f"no password, since auth is {self.auth}", "password")
        return self


class ImapSettings(ServerSettings):
    """Where a mailbox is read."""

    ports: ClassVar[Mapping[str, int]] = {"tls": 993, "starttls": 143, "none": 143}

    @model_validator(mode="after")
    def _check_user(self) -> Self:
        if self.user is None:
            raise wrong("the name to log in with", "user")
        return self


class SmtpSettings(ServerSettings):
    """Where a mailbox's replies are handed in; without a user, unauthenticated."""

    ports: ClassVar[Mapping[str, int]] = {"tls": 465, "starttls": 587, "none": 25}


class FolderSettings(Section):
    """The folders of a mailbox; what is dealt with moves from the first to one of the others."""

    inbox: Text = "INBOX"
    done: Text = "Plazo/Done"
    review: Text = "Plazo/Review"

    @model_validator(mode="after")
    def _check_different(self) -> Self:
        for key, others in (("done", {self.inbox}), ("review", {self.inbox, self.done})):
            found = getattr(self, key)
            if found.casefold() in {other.casefold() for other in others}:
                raise wrong("a folder that is none of the other two", key, found)
        return self


class MailboxSettings(Section):
    """`[[mailboxes]]`: a mailbox that is watched."""

    address: Address = Field(description="the e-mail address that replies are sent from")
    letters: Annotated[tuple[Text, ...], Listed] = ()
    imap: ImapSettings = Field(description='a table such as { host = "imap.example.org", user = "desk" }')
    smtp: SmtpSettings | None = None
    authserv_id: Text | None = None
    folders: FolderSettings = Field(default_factory=FolderSettings)
    poll_seconds: Seconds = 60


class PrivacySettings(Section):
    """`[privacy]`: how long personal data is kept."""

    keep_days: Annotated[Whole, Field(ge=1, le=36_500)] = 730


def _check_two(hours: list[Any]) -> list[Any]:
    if len(hours) != 2 or hours[0] == hours[1]:  # noqa: PLR2004 - from and until
        raise wrong('two different times of day, such as ["21:00", "08:00"]')
    return hours


class RemindersSettings(Section):
    """`[reminders]`: what holds for subscribers who chose nothing else."""

    from_mailbox: Address | None = None
    lead_days: Annotated[tuple[Annotated[Whole, Field(ge=1, le=365)], ...], Listed] = (30, 14, 7, 1)
    send_at: TimeOfDay = time(9)
    timezone: Zone = ZoneInfo("Europe/Zurich")
    quiet_hours: Annotated[tuple[TimeOfDay, TimeOfDay], BeforeValidator(_check_two), Listed] = (time(21), time(8))

    @field_validator("lead_days")
    @classmethod
    def _check_lead_days(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if not days or len(set(days)) < len(days):
            raise wrong("at least one number of days, each once")
        return days


class Settings(Section):
    """Everything that is configured."""

    service: ServiceSettings = Field(default_factory=ServiceSettings)
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    telegram: TelegramSettings = Field(default_factory=TelegramSettings)
    mailboxes: tuple[MailboxSettings, ...] = ()
    privacy: PrivacySettings = Field(default_factory=PrivacySettings)
    reminders: RemindersSettings = Field(default_factory=RemindersSettings)

    @model_validator(mode="after")
    def _check_addresses(self) -> Self:
        known: set[str] = set()
        for number, mailbox in enumerate(self.mailboxes):
            if mailbox.address.casefold() in known:
                raise wrong("an address that no other mailbox has", f"mailboxes.{number}.address", mailbox.address)
            known.add(mailbox.address.casefold())
        secretariat, sender = self.service.secretariat, self.reminders.from_mailbox
        if secretariat and secretariat.casefold() in known:
            raise wrong("an address that no mailbox here has", "service.secretariat", secretariat)
        if sender and sender.casefold() not in known:
            those = ", ".join(mailbox.address for mailbox in self.mailboxes) or "none is configured"
            raise wrong(f"the address of one of the mailboxes ({those})", "reminders.from_mailbox", sender)
        return self
