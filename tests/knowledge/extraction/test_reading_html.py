"""HTML pages as blocks."""

import pytest

from knowledge.errors import UnreadableLetterError
from knowledge.extraction.document import Block, BlockKind, MarkKind
from knowledge.extraction.reading import read_document


def _blocks(body: str) -> tuple[Block, ...]:
    return read_document("letter.html", f"<html><body>{body}</body></html>".encode()).blocks


def _only(body: str) -> Block:
    (block,) = _blocks(body)
    return block


def test_kinds_of_blocks_are_told_apart() -> None:
    body = (
        "<nav>Home</nav><h2>Annex</h2><p>Some\n text</p><ul><li>one<li><p>two</p><p>more</p></ul>"
        "<ol start=3><li>three</li><li value=7>seven</li></ol><div>last</div>"
    )
    assert [(block.kind.value, block.text) for block in _blocks(body)] == [
        ("furniture", "Home"),
        ("heading", "Annex"),
        ("paragraph", "Some text"),
        ("item", "one"),
        ("item", "two"),
        ("paragraph", "more"),
        ("item", "3. three"),
        ("item", "7. seven"),
        ("paragraph", "last"),
    ]


def test_lines_of_a_letterhead_are_kept() -> None:
    block = _only("<p>Ref.: CL-30/1<br>Tel.: +41 22 555 01 01</p>")
    assert block.lines == ("Ref.: CL-30/1", "Tel.: +41 22 555 01 01")


def test_preformatted_lines_are_kept() -> None:
    assert _only("<pre>Ref.: CL-30/1\nContact: Ana</pre>").lines == ("Ref.: CL-30/1", "Contact: Ana")


def test_rows_of_data_keep_their_cells() -> None:
    body = "<table><tr><th>Day</th><th>What</th></tr><tr><td>3 June<td><p>Opening</p><p>Dinner</p></tr></table>"
    assert [block.cells for block in _blocks(body)] == [("Day", "What"), ("3 June", "Opening Dinner")]


def test_a_label_in_a_table_stands_with_its_value() -> None:
    body = "<table><tr><td>Ref.:</td><td>CL-30/1</td><td>Geneva, 3 May 2030</td></tr></table>"
    assert [(block.kind, block.text) for block in _blocks(body)] == [
        (BlockKind.PARAGRAPH, "Ref.: CL-30/1"),
        (BlockKind.PARAGRAPH, "Geneva, 3 May 2030"),
    ]


def test_a_table_that_lays_out_the_page_gives_its_blocks() -> None:
    inner = "".join(f"<p>line {number}</p>" for number in range(8))
    texts = [block.text for block in _blocks(f"<table><tr><td>{inner}</td><td>right</td></tr></table>")]
    assert texts == [*(f"line {number}" for number in range(8)), "right"]


def test_marks_have_their_places() -> None:
    block = _only(
        'by <b>1 March</b> <del>2 March</del><s>x</s> <span style="text-decoration: line-through">3</span> '
        'at <a href="https://example.org">the <i>page</i></a><sup>1</sup>'
    )
    assert block.text == "by 1 March 2 Marchx 3 at the page1"
    assert [(mark.kind, block.text[mark.start : mark.end], mark.target) for mark in block.marks] == [
        (MarkKind.BOLD, "1 March", ""),
        (MarkKind.STRUCK, "2 Marchx", ""),
        (MarkKind.STRUCK, "3", ""),
        (MarkKind.LINK, "the page", "https://example.org"),
        (MarkKind.ITALIC, "page", ""),
        (MarkKind.SUPERSCRIPT, "1", ""),
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<p hidden>x</p>",
        '<p style="DISPLAY : none">x</p>',
        "<!-- x -->",
        "<div style='visibility:hidden'><p>x</div>",
        "<template><p>x</p></template>",
    ],
)
def test_what_nobody_sees_stays_out(hidden: str) -> None:
    assert [block.text for block in _blocks(f"<p>a</p>{hidden}<p>b</p>")] == ["a", "b"]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r"])
def test_the_declared_encoding_is_used(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><p>Уважаемые дамы и господа</p>'
    assert read_document("a.html", page.encode(encoding)).text() == "Уважаемые дамы и господа\n"


def test_latin_1_is_read_as_browsers_do() -> None:
    page = '<html><meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1"><p>“Señora”</p>'
    assert read_document("a.html", page.encode("cp1252")).text() == "“Señora”\n"


def test_a_missing_encoding_is_warned_of() -> None:
    document = read_document("a.html", "<html><p>Señora</p>".encode("latin-1"))
    assert document.text() == "Señora\n"
    assert document.warnings == ("the page does not say its encoding: read as Western European",)


def test_a_wrong_declaration_is_refused() -> None:
    with pytest.raises(
        UnreadableLetterError, match=r"^a.html: the page says that it is encoded as utf-8, but it is not$"
    ):
        read_document("a.html", b'<html><meta charset="utf-8"><p>Se\xf1ora')


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(UnreadableLetterError, match=r"^a.html: the HTML nests too deeply$"):
        read_document("a.html", b"<html>" + b"<div>" * 100_000)


@pytest.mark.parametrize("piece", ["<br>a", "<p>a", "<li>a", "<td>a", "<tr>", "&amp;", "</p>", "<a href=x>y</a>"])
def test_hostile_pages_are_read_in_one_pass(piece: str) -> None:
    assert _blocks(piece * 10_000 + "end")
