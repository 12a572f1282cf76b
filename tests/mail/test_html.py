"""HTML as lines of text: tables, lists, what is hidden, what is quoted by its structure, and hostile nesting."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.html import DEEPEST_NESTING, html_lines
from mail.lines import Mark, joined


def _text(html: str) -> str:
    return joined(line.text for line in html_lines(html).lines)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One&nbsp;two</p><p>three</p>", "One two\n\nthree"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<b>a</b><i>b</i> <u>c</u>", "ab c"),
        ("  a\n  b\t c ", "a b c"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n\n- c"),
        ("<style>p {}</style><script>x()</script><title>t</title>a", "a"),
        ("a<!-- b -->c", "ac"),
        ("a<span style='display: none'>b<b>c</b></span>d", "ad"),
        ("a<span hidden>b</span>c<div style='mso-hide:all'>d</div>", "ac"),
        ("&eacute;&#233;&#xe9;&amp;&lt;&unknown;", "ééé&<&unknown;"),
        ("<a href='mailto:ana@example.org?subject=x'>Ana</a>", "Ana <ana@example.org>"),
        ("<a href='mailto:ana@example.org'>Ana@Example.org</a>", "Ana@Example.org"),
        ("<a href='https://example.org'>page</a>", "page"),
        ("a<hr>b", "a\n____________________\nb"),
        ("<p>a<p>b<td>c</b></i>", "a\n\nb\n\nc"),
        ("", ""),
        ("plain & simple <", "plain & simple <"),
    ],
)
def test_html_lines_give_what_a_reader_sees(html: str, text: str) -> None:
    assert _text(html) == text


def test_html_lines_a_row_is_a_line_of_cells() -> None:
    head = "<thead><tr><th>Name<th>Title<th>E-mail</thead>"
    table = f"<table>{head}<tr><td><p>Ana</p><p>Ejemplo</p><td><td>ana@example.org</table>"
    assert _text(table) == "Name\tTitle\tE-mail\nAna Ejemplo\t\tana@example.org"
    assert html_lines(table).has_table


def test_html_lines_a_table_that_only_lays_out_the_page_is_read_cell_by_cell() -> None:
    page = "<table><tr><td><img src=x></td><td><table><tr><td>Name<td>Ana</tr></table><p>Regards</p></td></tr></table>"
    assert _text(page) == "Name\tAna\n\nRegards"
    assert not html_lines(page).has_table


def test_html_lines_quotations_are_counted() -> None:
    page = "own<blockquote type=cite>one<blockquote class=gmail_quote>two</blockquote></blockquote>own again"
    found = [(line.text, line.depth) for line in html_lines(page).lines if line.text]
    assert found == [("own", 0), ("one", 1), ("two", 2), ("own again", 0)]


def test_html_lines_what_is_merely_set_in_is_no_quotation() -> None:
    (line,) = (line for line in html_lines("<blockquote style='margin:40px'>a</blockquote>").lines if line.text)
    assert (line.depth, line.is_indented) == (0, True)


@pytest.mark.parametrize(
    ("html", "mark"),
    [
        ("<div class='gmail_attr'>x</div>", Mark.ATTRIBUTION),
        ("<div class='moz-cite-prefix'>x</div>", Mark.ATTRIBUTION),
        ("<div id='divRplyFwdMsg'>x</div>", Mark.HEADER),
        ("<div id='yahoo_quoted_1' class='yahoo_quoted'><div>x</div></div>", Mark.HEADER),
        ("<div style='border:none;border-top:solid #E1E1E1 1.0pt'>x</div>", Mark.RULE),
        ("<div class='signature'>x</div>", None),
    ],
)
def test_html_lines_mark_where_an_earlier_message_begins(html: str, mark: Mark | None) -> None:
    own, marked = html_lines(f"<div>own</div>{html}").lines
    assert (own.mark, marked.mark) == (None, mark)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/=\"'& atdrbpl!-x\n\0\ud800")))
def test_html_lines_take_any_text(text: str) -> None:
    for line in html_lines(text).lines:
        line.text.encode()


@pytest.mark.parametrize("tag", ["div", "b", "blockquote type=cite", "table><tr><td", "ul><li", "font"])
def test_html_lines_of_hostile_nesting_keep_the_text(tag: str) -> None:
    found = html_lines(f"before<{tag}>" * 50_000 + "the end")
    assert found.lines[-1].text.endswith("the end")
    assert found.warning is not None


def test_html_lines_as_deep_as_people_write_are_read_whole() -> None:
    depth = DEEPEST_NESTING - 10
    found = html_lines("<div>" * depth + "x" + "</div>" * depth)
    assert ([line.text for line in found.lines], found.warning) == (["x"], None)


_HOSTILE = {
    "nested": "<div>a",
    "unclosed": "<a ",
    "angles": "<",
    "comments": "<!--",
    "quotes": '<a href="',
    "closing": "<b></p>",
    "rows": "<tr><td>x",
    "entities": "&amp;",
    "breaks": "<br>",
}


def _cost(html: str) -> float:
    def once() -> float:
        began = process_time()
        html_lines(html)
        return process_time() - began

    return min(once() for _ in range(3))


@pytest.mark.parametrize("name", _HOSTILE)
def test_html_lines_take_time_in_proportion_to_the_length(name: str) -> None:
    short, long = (_cost(_HOSTILE[name] * count) for count in (10_000, 40_000))
    assert long < 10 * max(short, 0.002), "four times the length, and 16 times the work would be quadratic"
