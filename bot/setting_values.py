"""The kinds of a single setting: which values are taken, and what they become.

A value comes from TOML, typed, or from the environment, as text. Each refusal says in plain words what was expected;
`setting_errors` adds where it stands and what was found. Rules between several settings are in `settings`.
"""

import json
import re
from dataclasses import dataclass
from datetime import time
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email
from pydantic import BeforeValidator, SecretStr, ValidationInfo
from pydantic_core import PydanticCustomError

RULE = "rule"
"""The type of the errors that are raised here and in `settings`; their context holds `expected`, `key`, `found`."""
_RESERVED = {"invalid", "local", "localhost"}
"""Names that are for no public address, but are used inside a house and for trials (:rfc:`6761`, :rfc:`6762`)."""
_MOST_PORTS = 65_535


def wrong(expected: str, key: str = "", found: object = None) -> PydanticCustomError:
    """A refusal.

    Args:
        expected: what was expected, to be read after that word.
        key: which setting of a table is wrong, where the rule is the table's.
        found: what that setting is, where it may be shown.
    """
    return PydanticCustomError(RULE, "expected {expected}", {"expected": expected, "key": key, "found": found})


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: a loopback address, or `localhost` (:rfc:`6761`, section 6.3)."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost" or host.casefold().endswith(".localhost")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise wrong("a text that is not empty, in one line")
    return value.strip()


def _secret(value: object) -> object:
    return None if value == "" else value


def _flag(value: object) -> bool:
    found = {"true": True, "false": False}.get(str(value).casefold())
    if found is None:
        raise wrong("true or false")
    return found


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise wrong("a whole number")
    try:
        return int(value)
    except ValueError:
        raise wrong("a whole number") from None


def _listed(value: object) -> list[Any]:
    """A list of TOML, or a text: JSON, or entries parted by commas."""
    found = value
    if isinstance(value, str):
        try:
            found = json.loads(value) if value.lstrip().startswith("[") else value.split(",")
        except (ValueError, RecursionError):
            found = None
    if not isinstance(found, list | tuple):
        raise wrong("a list")
    return list(found)


def _address(value: object) -> str:
    """An e-mail address, its domain in lower case; domains for trials and inside a house are taken, too."""
    text = _text(value)
    local, _, domain = text.rpartition("@")
    head, _, last = domain.casefold().rpartition(".")
    reserved = last in _RESERVED
    checked = f"{local}@{head or 'host'}.test" if reserved else text
    try:
        found = validate_email(checked, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise wrong("an e-mail address, such as desk@example.org") from None
    return f"{found.local_part}@{domain.casefold()}" if reserved else found.normalized


def _web_address(value: object) -> str:
    text = _text(value)
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if not host or parts.scheme not in {"http", "https"} or " " in text:
        raise wrong("a web address that begins with https://")
    if "@" in parts.netloc:
        raise wrong("a web address without user and password")
    if parts.scheme == "http" and not is_loopback(host):
        raise wrong("https://, since http:// is for loopback addresses only")
    return text


def _site(value: object) -> str:
    return _web_address(value).rstrip("/")


def _https(value: object) -> str:
    text = _web_address(value)
    if not text.casefold().startswith("https:"):
        raise wrong("a web address that begins with https://")
    return text


def _host(value: object) -> str:
    text = _text(value)
    try:
        return str(ip_address(text.strip("[]")))
    except ValueError:
        if not re.fullmatch(r"[\w.-]+", text):
            raise wrong("the name or address of a host, without port") from None
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _endpoint(value: object) -> Endpoint:
    if isinstance(value, Endpoint):
        return value
    host, _, port = str(value).rpartition(":")
    if not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > _MOST_PORTS or (":" in host and host[0] != "["):
        raise wrong("host:port, such as 127.0.0.1:8443")
    return Endpoint(host=_host(host), port=int(port))


def _time_of_day(value: object) -> time:
    """HH:MM as text, or a local time of TOML."""
    if isinstance(value, str) and re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", value.strip()):
        return time.fromisoformat(value.strip())
    if not isinstance(value, time) or value.tzinfo:
        raise wrong("a time of day from 00:00 to 23:59, such as 09:00")
    return value


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (LookupError, ValueError, OSError):
        raise wrong("a time zone of the IANA list, such as Europe/Zurich") from None


def resolved(text: str, info: ValidationInfo) -> Path:
    """A path of the configuration, which counts from the file's folder (`folder` in the context) or from here."""
    folder = (info.context or {}).get("folder") or Path()
    return Path(folder).absolute() / text


def _folder(value: object, info: ValidationInfo) -> Path:
    path = value if isinstance(value, Path) else resolved(_text(value), info)
    if not path.is_dir():
        raise wrong(f"a folder that exists, but there is none at {path}")
    return path


def _file(value: object, info: ValidationInfo) -> Path:
    path = value if isinstance(value, Path) else resolved(_text(value), info)
    if not path.is_file():
        raise wrong(f"a file that exists, but there is none at {path}")
    return path


def _database(value: object, info: ValidationInfo) -> str:
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if not isinstance(text, str) or not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        driverless = isinstance(text, str) and text.startswith(("postgresql:", "postgres:"))
        hint = ", since postgresql:// alone names no driver" if driverless else ""
        raise wrong(f"sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME{hint}")
    if text.startswith("sqlite"):
        name, query, options = text.removeprefix("sqlite:///").partition("?")
        if not name or name == ":memory:":
            raise wrong("a file's path after sqlite:///")
        return f"sqlite:///{resolved(name, info)}{query}{options}"
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - of use for PostgreSQL only, and slow to load
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        make_url(text)
    except (ArgumentError, ValueError):
        raise wrong("postgresql+psycopg://USER@HOST:PORT/NAME, with what is special in it percent-encoded") from None
    return text


Text = Annotated[str, BeforeValidator(_text)]
Secret = Annotated[SecretStr | None, BeforeValidator(_secret)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Whole = Annotated[int, BeforeValidator(_whole)]
Listed = BeforeValidator(_listed)
Address = Annotated[str, BeforeValidator(_address)]
WebAddress = Annotated[str, BeforeValidator(_web_address)]
Site = Annotated[str, BeforeValidator(_site)]
HttpsAddress = Annotated[str, BeforeValidator(_https)]
Host = Annotated[str, BeforeValidator(_host)]
Listen = Annotated[Endpoint, BeforeValidator(_endpoint)]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
File = Annotated[Path, BeforeValidator(_file)]
Folder = Annotated[Path, BeforeValidator(_folder)]
DatabaseUrl = Annotated[SecretStr, BeforeValidator(_database)]
