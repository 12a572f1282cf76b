"""Plain text and Markdown as blocks, and a document as Markdown again."""

from pathlib import Path

import pytest

from knowledge.extraction.document import Block, BlockKind, MarkKind
from knowledge.extraction.formats.assembling import Words
from knowledge.extraction.reading import read_document

LETTERS = sorted((Path(__file__).parents[3] / "knowledge" / "letters").glob("*.md"))


def _blocks(text: str) -> tuple[Block, ...]:
    return read_document("letter.md", text.encode()).blocks


def _only(text: str) -> Block:
    (block,) = _blocks(text)
    return block


def test_a_letterhead_keeps_its_lines() -> None:
    block = _only("Ref.: CL-30/1\nContact: Ana Ejemplo\r\nTel.:  +41 22 555 01 01\n")
    assert block.lines == ("Ref.: CL-30/1", "Contact: Ana Ejemplo", "Tel.: +41 22 555 01 01")
    assert block.text == "Ref.: CL-30/1 Contact: Ana Ejemplo Tel.: +41 22 555 01 01"


def test_kinds_of_blocks_are_told_apart() -> None:
    text = (
        "# Annex\nSome text\n- one\n- two\n  more\n1. first\n\n| a | b |\n|---|---|\n| c | d \\| e |\n\n[^1]: A note.\n"
    )
    assert [(block.kind.value, block.text) for block in _blocks(text)] == [
        ("heading", "Annex"),
        ("paragraph", "Some text"),
        ("item", "one"),
        ("item", "two more"),
        ("item", "1. first"),
        ("cell_row", "a | b"),
        ("cell_row", "c | d | e"),
        ("footnote", "1 A note."),
    ]


def test_cells_are_kept() -> None:
    assert _only("| 3 June 2030 |  Opening day | |").cells == ("3 June 2030", "Opening day", "")


@pytest.mark.parametrize("text", ["2030. The year", "a) ", "A. Ejemplo", "3.5 per cent", "(signed)"])
def test_what_looks_like_a_number_of_a_list_is_a_paragraph(text: str) -> None:
    assert _only(text).kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize("text", ["1. The year", "a) one", "(iv) four", "12) twelve", "• dot", "– dash"])
def test_items_are_recognised(text: str) -> None:
    assert _only(text).kind is BlockKind.ITEM


def test_marks_have_their_places() -> None:
    block = _only("by **1 March\n2030** at [the *page*](https://example.org/a_b), <https://example.org> or ~~2 March~~")
    text = "by 1 March 2030 at the page, https://example.org or 2 March"
    assert block.text == text
    assert [(mark.kind, text[mark.start : mark.end], mark.target) for mark in block.marks] == [
        (MarkKind.BOLD, "1 March 2030", ""),
        (MarkKind.LINK, "the page", "https://example.org/a_b"),
        (MarkKind.ITALIC, "page", ""),
        (MarkKind.LINK, "https://example.org", "https://example.org"),
        (MarkKind.STRUCK, "2 March", ""),
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("5 * 3 and 2 * 2", "5 * 3 and 2 * 2"),
        ("a \\*star\\* and \\[x\\]", "a *star* and [x]"),
        ("[open and (b)", "[open and (b)"),
        ("**never closed", "**never closed"),
        ("if a < b and c > d", "if a < b and c > d"),
        ("WSIS_Stocktaking_2023", "WSIS_Stocktaking_2023"),
        ("[case \\(COVID-19\\)](#)", "case (COVID-19)"),
        ("[paper](https://example.org/a_(b))", "paper"),
        ("a\u200b\u00ad\ufeffb\u00a0c", "ab c"),
    ],
)
def test_signs_that_mark_nothing_stay(text: str, plain: str) -> None:
    assert _only(text).text == plain


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("the consul-\ntation of all", "the consultation of all"),
        ("a consultation. The consul-\ntation", "a consultation. The consultation"),
        ("le sous-\ncomité", "le sous-comité"),
        ("un Sub-comité; el Sub-\ncomité", "un Sub-comité; el Sub-comité"),
        ("document CL-\n19 of UIT-\nT", "document CL-19 of UIT-T"),
        ("30 de marzo-\n3 de abril", "30 de marzo-3 de abril"),
        ("on 3 -\n4 June", "on 3 - 4 June"),
        ("con\u00ad\nsulta", "consulta"),
        ("将于2030年\n6月7日举行", "将于2030年6月7日举行"),
        ("see https://example.org/a_\nb", "see https://example.org/a_b"),
        ("see https://example.org/\nfor more", "see https://example.org/ for more"),
        ("académicas/\nComunidad", "académicas/ Comunidad"),
    ],
)
def test_lines_are_joined_as_they_were_cut(lines: str, joined: str) -> None:
    assert _only(lines).text == joined


def test_words_of_the_letter_decide_about_a_hyphen() -> None:
    words = Words(["un programa de trabajo y el grupo ad hoc mega"])
    assert words.keeps_hyphen("mega", "programa")
    assert not words.keeps_hyphen("progra", "ma")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_read(encoding: str) -> None:
    text = "Asunto: Invitación"
    assert read_document("a.txt", text.encode(encoding)).text() == f"{text}\n"


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_a_letter_written_out_again_reads_the_same(path: Path) -> None:
    document = read_document(path.name, path.read_bytes())
    again = read_document("again.md", document.text().encode())
    assert again.blocks == document.blocks


def test_marks_never_leave_the_text() -> None:
    for path in LETTERS:
        for block in read_document(path.name, path.read_bytes()).blocks:
            assert all(0 <= mark.start < mark.end <= len(block.text) for mark in block.marks)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 5_000_000,
        "[" * 20_000,
        "*a" * 20_000,
        "](" * 20_000,
        "[a](" * 20_000,
        "<" * 50_000,
        "a-" * 50_000,
        "a-\n" * 10_000,
        "\n" * 100_000 + "end",
        "https://example.org/" * 20_000 + "\nb",
        "|" * 100_000 + "a",
        "\\" * 20_000,
        "1. a\n" * 10_000,
        "\u00ad" * 100_000 + "a",
    ],
    ids=lambda text: repr(text[:4]),
)
def test_hostile_text_is_read_in_one_pass(text: str) -> None:
    assert read_document("a.txt", text.encode()).blocks
