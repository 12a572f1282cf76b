"""Whether a quote bears a value: in any digits, with or without a country code, and where no digit is written."""

import pytest

from knowledge.canonical import is_supported
from knowledge.model import Kind


@pytest.mark.parametrize(
    ("kind", "value", "quote"),
    [
        (Kind.DATE, "2024-09-15", "١٥ أيلول ٢٠٢٤"),
        (Kind.DATE, "2025-12-15", "二〇二五年十二月十五日"),
        (Kind.DATE, "2019-08-16", "el dieciséis de agosto de dos mil diecinueve"),
        (Kind.DEADLINE, "2019-06-04T16:00/2019-06-04T17:00", "4 de junio de 2019, 16.00-17.00 horas"),
        (Kind.PHONE, "+41225550188", "Tel. 022 555 01 88"),
        (Kind.PHONE, "+41225550188", "٠٠٤١ ٢٢ ٥٥٥ ٠١ ٨٨"),
    ],
)
def test_a_quote_bears_its_value(kind: Kind, value: str, quote: str) -> None:
    assert is_supported(kind, value, quote)


@pytest.mark.parametrize(
    ("kind", "value", "quote"),
    [
        (Kind.DATE, "2024-09-15", "١٦ أيلول ٢٠٢٤"),
        (Kind.DEADLINE, "2019-08-16", "antes del 17 de agosto de 2019"),
        (Kind.PHONE, "+41225550188", "Tel. 022 555 01 89"),
        (Kind.EMAIL, "ana@example.org", "ben@example.org"),
    ],
)
def test_another_value_is_not_borne(kind: Kind, value: str, quote: str) -> None:
    assert not is_supported(kind, value, quote)
