"""PDF files as blocks."""

import random

import pytest

from knowledge.errors import UnreadableLetterError
from knowledge.extraction.document import Block, Document, MarkKind
from knowledge.extraction.formats.pdf_lexing import operations
from knowledge.extraction.reading import read_document
from tests.knowledge.extraction.pdf_files import Page, pdf

FULL = (
    "The Forum will be held from 7 to 10 June 2030 in Quito and will be opened by the minister. All",
    "members are invited to take part in it, and to send the names of their delegates to us by mail.",
    "Late answers cannot be taken into account.",
)


def _read(*pages: Page) -> Document:
    return read_document("letter.pdf", pdf(*pages))


def _outcome(data: bytes) -> str:
    try:
        return read_document("letter.pdf", data).text()
    except UnreadableLetterError as error:
        return str(error)


def _blocks(*pages: Page) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in _read(*pages).blocks]


def _only(page: Page) -> Block:
    (block,) = _read(page).blocks
    return block


def test_a_paragraphs_lines_are_joined_and_kept() -> None:
    block = _only(Page().lines(72, 700, *FULL))
    assert block.text == " ".join(FULL)
    assert block.lines == FULL


def test_paragraphs_are_told_apart_by_room_indent_or_a_short_line() -> None:
    by_room = Page().lines(72, 700, *FULL).lines(72, 645, *FULL)
    by_indent = Page().lines(72, 700, *FULL[:2]).text(90, 672, FULL[0]).lines(72, 658, *FULL[1:])
    by_end = Page().lines(72, 700, *FULL, *FULL)
    assert [text for _, text in _blocks(by_room)] == [" ".join(FULL)] * 2
    assert len(_blocks(by_indent)) == 2
    assert [text for _, text in _blocks(by_end)] == [" ".join(FULL)] * 2


def test_a_letterhead_in_columns_is_read_column_by_column() -> None:
    page = (
        Page()
        .lines(72, 760, "Ref.:", "Contact:", "Tel.:")
        .lines(130, 760, "CL-30/1", "Ana Ejemplo", "+41 22 555 01 01")
        .lines(330, 762, "Geneva, 3 May 2030", "", "To the Member States of the Forum,", "associates and academia")
        .lines(72, 690, *FULL)
    )
    assert _blocks(page) == [
        ("paragraph", "Ref.: CL-30/1 Contact: Ana Ejemplo Tel.: +41 22 555 01 01"),
        ("paragraph", "Geneva, 3 May 2030"),
        ("paragraph", "To the Member States of the Forum, associates and academia"),
        ("paragraph", " ".join(FULL)),
    ]
    assert _read(page).blocks[0].lines == ("Ref.: CL-30/1", "Contact: Ana Ejemplo", "Tel.: +41 22 555 01 01")


def test_running_text_in_two_columns_is_read_column_by_column() -> None:
    left = ["the first column goes on and", "on for as many lines as there", "are on the page"] * 3
    right = ["then comes the second one and", "it is as long as the first of", "the two is long"] * 3
    page = Page().lines(72, 700, *left).lines(320, 700, *right)
    assert [text for _, text in _blocks(page)] == [" ".join(left), " ".join(right)]


def test_a_drawn_table_is_read_row_by_row_with_lines_within_cells() -> None:
    page = Page().grid((70, 200, 500), (710, 680, 640)).text(76, 690, "3 June 2030").text(206, 690, "Opening")
    page.text(76, 665, "4 June 2030").lines(206, 665, "Meeting of the", "working group")
    assert [block.cells for block in _read(page).blocks] == [
        ("3 June 2030", "Opening"),
        ("4 June 2030", "Meeting of the working group"),
    ]


def test_a_table_without_lines_is_read_row_by_row() -> None:
    page = Page()
    for column, texts in (
        (72, ("3 June", "4 June", "5 June")),
        (200, ("Opening", "", "Closing")),
        (350, ("Hall 1", "Hall 2", "Hall 3")),
    ):
        page.lines(column, 700, *(text or " " for text in texts), leading=18)
    assert [block.cells for block in _read(page).blocks] == [
        ("3 June", "Opening", "Hall 1"),
        ("4 June", "", "Hall 2"),
        ("5 June", "Closing", "Hall 3"),
    ]


def test_items_lose_their_bullet_and_keep_their_number() -> None:
    page = Page().lines(72, 700, "• one and", "• two").lines(72, 660, "1.", "2.").lines(90, 660, "first", "second")
    assert _blocks(page) == [("item", "one and"), ("item", "two"), ("item", "1. first"), ("item", "2. second")]


def test_a_dash_at_the_start_of_a_line_within_a_sentence_begins_no_item() -> None:
    lines = (FULL[0], f"– {FULL[1]}", FULL[2])
    assert _blocks(Page().lines(72, 700, *lines)) == [("paragraph", " ".join(lines))]


def test_large_letters_are_a_heading() -> None:
    page = Page().text(72, 740, "Annex 1", font="F2", size=16).lines(72, 700, *FULL)
    assert _blocks(page)[0] == ("heading", "Annex 1")


def test_bold_italic_and_raised_letters_are_marked() -> None:
    page = Page().text(72, 700, "by ").text(88, 700, "1 March", font="F2").text(128, 704, "1", size=6)
    page.text(134, 700, "at noon", font="F3")
    block = _only(page)
    assert block.text == "by 1 March1 at noon"
    assert [(mark.kind, block.text[mark.start : mark.end]) for mark in block.marks] == [
        (MarkKind.BOLD, "1 March"),
        (MarkKind.SUPERSCRIPT, "1"),
        (MarkKind.ITALIC, "at noon"),
    ]


def test_text_that_is_painted_twice_is_bold_and_read_once() -> None:
    block = _only(Page().text(72, 700, "1 March").text(72.4, 700, "1 March"))
    assert (block.text, block.marked(MarkKind.BOLD)) == ("1 March", ("1 March",))


@pytest.mark.parametrize("by_annotation", [True, False])
def test_struck_out_words_are_marked(by_annotation: bool) -> None:
    page = Page().text(72, 700, "held on 12 June, now on 13 June")
    if by_annotation:
        page.struck.append((109, 698, 151, 710))
    else:
        page.rule(109, 703.5, 151, 703.5)
    assert _only(page).marked(MarkKind.STRUCK) == ("12 June,",)


def test_an_underlined_word_is_not_struck_out() -> None:
    assert _only(Page().text(72, 700, "held on 12 June").rule(72, 698.5, 150, 698.5)).marks == ()


def test_links_keep_their_targets() -> None:
    page = Page().text(72, 700, "see the page of the Forum")
    page.links.append(((91, 697, 134, 711), "https://example.org/forum"))
    block = _only(page)
    assert [(block.text[mark.start : mark.end], mark.target) for mark in block.marks] == [
        ("the page", "https://example.org/forum")
    ]


def test_words_that_a_lines_end_cuts_are_whole() -> None:
    lines = (f"{FULL[0][:-4]} consul-", "tation goes on in the sous-", "comité of the Forum")
    assert (
        _only(Page().lines(72, 700, *lines)).text
        == f"{FULL[0][:-4]} consultation goes on in the sous-comité of the Forum"
    )


def test_headers_footers_and_page_numbers_are_furniture() -> None:
    texts = ["one", "two", "three"]
    pages = [
        Page()
        .text(72, 810, "International Forum")
        .lines(72, 700, f"{text} {FULL[0]}", FULL[2])
        .text(280, 30, f"Page {n} of 3")
        for n, text in enumerate(texts, 1)
    ]
    document = _read(*pages)
    assert document.text() == "".join(f"{text} {FULL[0]}\n{FULL[2]}\n\n" for text in texts)[:-1]
    assert [block.text for block in document.blocks if block.page == 2] == [
        f"two {FULL[0]} {FULL[2]}",
        "International Forum",
        "Page 2 of 3",
    ]


@pytest.mark.parametrize("number", ["1", "- 1 -", "1/1", "Página 1 de 1", "Стр. 1"])
def test_the_number_of_an_only_page_is_furniture(number: str) -> None:
    page = Page().lines(72, 700, *FULL)
    if number.isascii() or "á" in number:
        page.text(280, 30, number)
    else:
        page.glyphs(280, 30, number)
    assert [kind for kind, _ in _blocks(page)] == ["paragraph", "furniture"]


def test_a_year_at_the_bottom_is_no_page_number() -> None:
    assert _blocks(Page().lines(72, 700, *FULL).text(280, 30, "Geneva, 2030"))[-1] == ("paragraph", "Geneva, 2030")


def test_a_paragraph_goes_on_over_pages() -> None:
    lines = [FULL[0], FULL[1][:-9]]
    first = Page().lines(72, 100, *lines).text(72, 60, "1 A note on this.", size=8).text(280, 30, "1")
    second = Page().lines(72, 780, *FULL[1:], leading=14).text(280, 30, "2")
    assert _blocks(first, second) == [
        ("paragraph", " ".join([*lines, *FULL[1:]])),
        ("footnote", "1 A note on this."),
        ("furniture", "1"),
        ("furniture", "2"),
    ]


def test_footnotes_are_told_apart() -> None:
    page = (
        Page()
        .lines(72, 300, *FULL)
        .lines(72, 80, "1 First note, that goes", "on here.", "2 Second", leading=10, size=8)
    )
    assert _blocks(page)[1:] == [("footnote", "1 First note, that goes on here."), ("footnote", "2 Second")]


def test_arabic_is_turned_into_its_reading_order() -> None:
    logical = "على إرسال أسمائهم قبل 3 يونيو 2030"
    shown = " ".join(word if word.isdigit() else word[::-1] for word in reversed(logical.split()))
    assert _only(Page().glyphs(60, 700, shown)).text == logical


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        (")ةيبدأ( باتك", "كتاب (أدبية)"),
        ("(ةيبدأ) باتك", "كتاب (أدبية)"),
        ("2030 ويلوي 16:00-17:30 ةعاسلا", "الساعة 17:30-16:00 يوليو 2030"),
        ("ana@example.org ىلإ اولسرأ", "أرسلوا إلى ana@example.org"),
        ("+41 22 555 01 01 :فتاهلا", "الهاتف: +41 22 555 01 01"),
        ("01 01 555 22 41+ :فتاهلا", "الهاتف: +41 22 555 01 01"),
        ("(WSIS Forum) 2030 ضرعم", "معرض 2030 (WSIS Forum)"),
        ("WSIS 2030 ىدتنم", "منتدى WSIS 2030"),
        ("70/125 رارقلا", "القرار 70/125"),
        ("٢٠٣٠/٦/٣ خيراتب", "بتاريخ ٢٠٣٠/٦/٣"),
        ("ﺔﻴﺑﺮﻌﻟﺍ ﺔﻐﻠﻟﺍ", "اللغة العربية"),
    ],
)
def test_what_stands_among_arabic_is_in_its_reading_order(shown: str, read: str) -> None:
    assert _only(Page().glyphs(60, 700, shown)).text == read


def test_arabic_columns_begin_on_the_right() -> None:
    page = Page().glyphs(420, 700, "دحأ").glyphs(420, 680, "نينثا").glyphs(240, 700, "بهذ").glyphs(240, 680, "ةضف")
    page.glyphs(80, 700, "رحب").glyphs(80, 680, "رهن")
    assert [block.cells for block in _read(page).blocks] == [("أحد", "ذهب", "بحر"), ("اثنين", "فضة", "نهر")]


def test_chinese_gets_no_spaces() -> None:
    page = (
        Page()
        .glyphs(60, 700, "论坛将于")
        .text(107, 700, "2030")
        .glyphs(134, 700, "年六月在日内瓦举行，欢迎所有成员国积极参加论坛的各项活动")
    )
    page.glyphs(60, 684, "并提出意见")
    assert _only(page).text == "论坛将于2030年六月在日内瓦举行，欢迎所有成员国积极参加论坛的各项活动并提出意见"


@pytest.mark.parametrize("matrix", ["0 1 -1 0 595 0", "0 -1 1 0 0 842", "-1 0 0 -1 595 842"])
def test_a_turned_page_is_read_as_it_is_looked_at(matrix: str) -> None:
    page = Page().lines(72, 500, *FULL)
    page.instructions.insert(0, f"{matrix} cm")
    page.links.append(((0, 0, 1, 1), "https://example.org"))
    assert _blocks(page) == [("paragraph", " ".join(FULL))]


def test_the_text_under_a_picture_counts_where_there_is_no_other() -> None:
    unseen = Page(instructions=["3 Tr"]).lines(72, 700, *FULL)
    seen = Page().lines(72, 700, *FULL)
    seen.instructions.append("BT /F1 11 Tf 3 Tr 1 0 0 1 72 600 Tm (unseen) Tj ET")
    assert _blocks(unseen) == _blocks(seen) == [("paragraph", " ".join(FULL))]


def test_operations_read_every_kind_of_operand() -> None:
    data = (
        b"% note\n/F1 -.5 Tf [(a\\)b) -20 <4 1>]TJ (n(es)ted\\101\\\n) Tj "
        b"/S <</A (x) /B [1 2]>> BDC BI /W 1 ID x(\xff EI q"
    )
    assert list(operations(data)) == [
        ("Tf", ["F1", -0.5]),
        ("TJ", [[b"a)b", -20.0, b"A"]]),
        ("Tj", [b"n(es)tedA"]),
        ("BDC", ["S", {"A": b"x", "B": [1.0, 2.0]}]),
        ("BI", []),
        ("ID", ["W", 1.0]),
        ("q", []),
    ]


@pytest.mark.parametrize(
    "instructions",
    [
        "(" * 200_000,
        "[" * 200_000,
        "<<" * 100_000,
        "q " * 100_000,
        "-" * 200_000,
        "/F1 1 Tf (a) Tj " * 15_000,
        "1 0 0 1 5 5 cm " * 20_000,
        "0 0 m 9 0 l S " * 20_000,
        "BT /F1 9 Tf " + "".join(f"1 0 0 1 {n % 97} {n % 89} Tm (ab) Tj " for n in range(10_000)) + "ET",
    ],
    ids=lambda text: text[:6],
)
def test_hostile_pages_are_read_in_bounded_time(instructions: str) -> None:
    page = Page(instructions=[instructions, "\nBT ET"]).text(72, 700, "Dear Madam")
    outcome = _outcome(pdf(page))
    assert "Dear Madam" in outcome or outcome.startswith("letter.pdf: the PDF ")


def test_a_damaged_file_is_read_or_refused_in_one_line() -> None:
    data = pdf(Page().text(72, 700, "Dear Madam"))
    noise = random.Random(7)  # noqa: S311 - the same noise every time
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(5):
            broken[noise.randrange(len(broken))] = noise.randrange(256)
        assert _outcome(bytes(broken))
