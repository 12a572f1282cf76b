"""Plain text and Markdown to blocks: headings, items, rows, footnotes, paragraphs.

One reader for both, since letters as text use a few of Markdown's signs and seldom say so. Code and HTML are text.
"""

import codecs
from collections.abc import Iterator

from knowledge.errors import UnreadableLetterError
from knowledge.extraction.document import Block, BlockKind, Document, is_numbered
from knowledge.extraction.formats.assembling import Line, Words, assemble, assemble_row, plain_line
from knowledge.extraction.formats.markdown_marks import marked_lines

_BULLETS = ("- ", "* ", "+ ", "• ", "– ", "▪ ", "· ", "◦ ", "‣ ", "● ", "\uf0b7 ")
_MOST_CONTROLS = 0.01
_SHORTEST_RULE = 3


def read_plain(data: bytes) -> Document:
    """The blocks of a text in UTF-8 or UTF-16.

    Raises:
        UnreadableLetterError: it is in another encoding or no text at all.
    """
    return Document(blocks=tuple(text_blocks(decoded(data))))


def decoded(data: bytes) -> str:
    """The text of these bytes.

    Raises:
        UnreadableLetterError: they are neither UTF-8 nor UTF-16.
    """
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in data[:200]:
        encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableLetterError("the text is neither UTF-8 nor UTF-16: save it as UTF-8") from None
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\v")
    if controls > _MOST_CONTROLS * len(text):
        raise UnreadableLetterError("this is no text: it is full of control characters")
    return text


def text_blocks(text: str) -> Iterator[Block]:
    """The blocks of a Markdown or plain text."""
    lines = [line.strip() for line in text.replace("\f", "\n\n").splitlines()]
    words = Words(lines)
    waiting: list[str] = []
    kind = BlockKind.PARAGRAPH
    for line in lines:
        begun = _kind_of(line, kind if waiting else None)
        if begun is not None or not line:
            yield from _finished(waiting, kind, words)
            waiting, kind = [], begun or BlockKind.PARAGRAPH
        if line and not _is_rule(line):
            waiting.append(line)
    yield from _finished(waiting, kind, words)


def _kind_of(line: str, within: BlockKind | None) -> BlockKind | None:
    """Which block a line begins; nothing if it goes on with the one before it.

    Args:
        line: its text.
        within: the kind of the block that is open, if any.
    """
    if line.startswith("[^") and "]:" in line[:20]:
        return BlockKind.FOOTNOTE
    if line.startswith("|") and line.endswith("|") and len(line) > 1:
        return BlockKind.CELL_ROW
    if line.startswith("#") and line.lstrip("#")[:1] == " ":
        return BlockKind.HEADING
    is_open_item = within is BlockKind.ITEM
    if line.startswith(_BULLETS) or (is_numbered(line) and (within is None or is_open_item)):
        return BlockKind.ITEM
    starts = within in {None, BlockKind.HEADING, BlockKind.CELL_ROW}
    return BlockKind.PARAGRAPH if starts or _is_rule(line) else None


def _is_rule(line: str) -> bool:
    """Whether a line only draws: a rule, or what stands between a table's head and its rows."""
    return (
        len(line) >= _SHORTEST_RULE
        and not line.strip("-_=*|: \t")
        and any(sign in line for sign in ("--", "__", "==", "**", "* *"))
    )


def _finished(lines: list[str], kind: BlockKind, words: Words) -> Iterator[Block]:
    if not lines:
        return
    if kind is BlockKind.CELL_ROW:
        block = assemble_row([marked_lines([cell]) for cell in _cells(lines[0])], words=words)
    else:
        block = assemble(_content(lines, kind), words=words, kind=kind)
    if block:
        yield block


def _content(lines: list[str], kind: BlockKind) -> list[Line]:
    first = lines[0]
    if kind is BlockKind.HEADING:
        bare = first.lstrip("#").strip()
        first = bare.rstrip("#").rstrip() if bare.rstrip("#").endswith(" ") else bare
    elif kind is BlockKind.ITEM and first.startswith(_BULLETS):
        first = first[1:].strip()
    elif kind is BlockKind.FOOTNOTE:
        number, _, rest = first.removeprefix("[^").partition("]:")
        first = f"{number} {rest.strip()}"
    return marked_lines([first, *lines[1:]]) if first else [plain_line("")]


def _cells(line: str) -> list[str]:
    """The cells of a row; a bar after a backslash is text."""
    inner = line[1:-1].replace("\\|", "\0")
    return [cell.replace("\0", "|").strip() for cell in inner.split("|")]
