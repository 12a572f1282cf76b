"""Quotes stand in the file as they are given: broken lines, rows of tables, formats without a text of their own."""

from collections.abc import Sequence

import pytest

from bot.letterwords import letter_words
from knowledge.extraction.extract import extract
from knowledge.extraction.reading import read_document
from knowledge.extraction.standing import as_it_stands

BROKEN = """各会员单位:

      年会定于2026年10月12日至16日在
遵义举办,请各单位于2026年3
月21日之前报名。

秘书处
2026年1月5日
"""
TABLE = (
    "<html><body><p>Dear members,</p><p>The dates are these:</p><table>"
    "<tr><th>Step</th><th>Deadline</th></tr><tr><td>Registration</td><td>3 May 2026</td></tr></table>"
    "<p>Yours sincerely,</p></body></html>"
)
MARKDOWN = """Dear members,

The dates are these:

| Step | Deadline |
|---|---|
| Registration | 3 May 2026 |

Yours sincerely,
"""


def quotes(name: str, text: str, source: str | None) -> Sequence[str]:
    """The quotes of a letter's deadlines and events, as they stand in its file."""
    document = read_document(name, text.encode())
    found = as_it_stands(extract(document, letter_words()), document, source)
    return [*(one.quote for one in found.deadlines), *(one.quote for one in found.events)]


def test_quote_across_lines_has_a_space_where_the_line_ends() -> None:
    whole = "年会定于2026年10月12日至16日在 遵义举办,请各单位于2026年3 月21日之前报名。"
    assert quotes("a.txt", BROKEN, BROKEN) == [whole, whole]
    assert whole in " ".join(BROKEN.split())


@pytest.mark.parametrize(
    ("name", "text", "source", "quote"),
    [
        ("a.md", MARKDOWN, MARKDOWN, "Registration | 3 May 2026"),
        ("a.html", TABLE, TABLE, "3 May 2026"),
        ("a.html", TABLE, "Registration 3 May 2026", "Registration 3 May 2026"),
        ("a.html", TABLE, None, "Registration 3 May 2026"),
    ],
)
def test_quote_of_a_row_is_as_much_of_it_as_stands_together(
    name: str, text: str, source: str | None, quote: str
) -> None:
    assert quotes(name, text, source) == [quote]
