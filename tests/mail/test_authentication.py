"""Only our own server's word on a forged sender counts."""

import pytest

from bot.mailwords import quoting_words
from mail.authentication import dmarc_failed
from mail.parse import parse_message

OURS = "mx.example.org"


def _failed(*values: str, authserv_id: str | None = OURS) -> bool:
    headers = "".join(f"Authentication-Results: {value}\r\n" for value in values)
    return dmarc_failed(parse_message(f"{headers}From: a@example.com\r\n\r\nx".encode(), quoting_words()), authserv_id)


@pytest.mark.parametrize(
    ("value", "failed"),
    [
        (f"{OURS}; dmarc=fail (p=reject) header.from=example.com", True),
        (f"{OURS}; dmarc=pass header.from=example.com; spf=fail", False),
        (f"{OURS}; spf=pass smtp.mailfrom=example.com;\r\n dkim=fail; dmarc=fail", True),
        (f"{OURS}; spf=fail smtp.mailfrom=example.com; dkim=none", True),
        (f"{OURS}; spf=fail; dkim=pass header.d=example.com", False),
        (f"{OURS}; spf=softfail; dkim=fail", False),
        (f"{OURS}; dmarc=none; spf=fail", True),
        (f"{OURS}; dmarc=none; spf=pass", False),
        (f"{OURS}; none", False),
        (f"{OURS.upper()}. 1; DMARC=FAIL", True),
        (f"{OURS}/1; dmarc/1 = fail", True),
        (f'"{OURS}" (a comment; dmarc=pass); (dmarc=pass) dmarc=(x)fail', True),
        (f'{OURS}; spf=pass reason="a; dmarc=fail"', False),
        (f"{OURS}; spf=pass (nested (dmarc=fail); dmarc=fail)", False),
        (f"evil.example; dmarc=fail; {OURS}; dmarc=fail", False),
        (f"{OURS}.evil.example; dmarc=fail", False),
        ("", False),
    ],
)
def test_dmarc_failed_reads_the_forms_of_the_header(value: str, failed: bool) -> None:
    assert _failed(value) is failed


def test_dmarc_failed_counts_the_topmost_block_alone() -> None:
    assert not _failed(f"{OURS}; dmarc=pass", "other.example; dmarc=fail", f"{OURS}; dmarc=fail")
    assert not _failed("other.example; dmarc=fail", f"{OURS}; dmarc=fail")
    assert _failed(f"{OURS}; spf=fail", f"{OURS}; dkim=fail", f"{OURS}; dmarc=fail")


def test_dmarc_failed_never_without_a_name_or_a_header() -> None:
    assert not _failed(f"{OURS}; dmarc=fail", authserv_id=None)
    assert not _failed(f"{OURS}; dmarc=fail", authserv_id="")
    assert not _failed()
