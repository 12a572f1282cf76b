"""Structured logs: one line an event, as fields and values, on stderr; secrets are blotted out wherever they stand."""

import logging
import sys
from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any
from urllib.parse import quote

import structlog

_BLOT = "***"
_QUIET = ("httpx", "httpcore", "apscheduler", "telegram", "tornado", "alembic", "asyncio", "tzlocal", "imapclient")
"""Libraries that tell of each request, with its address: only their warnings are of interest."""
_FIRST_FIELDS = ["timestamp", "level", "event"]


class _Blotting(logging.Formatter):
    """Formats a record, then blots the secrets out of the whole line, tracebacks too."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = self._inner.format(record)
        for secret in self._secrets:
            line = line.replace(secret, _BLOT)
        return line


def _forms(secret: str) -> Iterator[str]:
    """A secret as it can stand in a log: whole, in an address, and of a bot's token the part that is secret."""
    if secret:
        yield secret
        yield quote(secret, safe="")
    number, _, rest = secret.partition(":")
    if rest and number.isdecimal():
        yield rest


def start_logging(level: str, secrets: Iterable[str]) -> None:
    """Send everything that is logged to stderr, a line an event.

    Args:
        level: `debug`, `info`, `warning` or `error`.
        secrets: what must never show.
    """
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _one_line,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.LogfmtRenderer(key_order=_FIRST_FIELDS, drop_missing=True, bool_as_flag=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Blotting(formatter, secrets))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _one_line(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Line breaks would let a text pass for another event."""
    return {key: value.replace("\n", "\\n").replace("\r", "\\r") if isinstance(value, str) else value
            for key, value in event.items()}  # fmt: skip


def get_logger(channel: str) -> structlog.stdlib.BoundLogger:
    """A logger whose lines bear the channel's name; it can be had before logging has started."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(f"plazo.{channel}", channel=channel)
    return logger
