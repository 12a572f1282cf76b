"""Runs of text beside each other to the text of a line: spaces where there is room, Arabic in its reading order."""

import unicodedata
from collections.abc import Sequence

from knowledge.extraction.document import MarkKind
from knowledge.extraction.formats.assembling import Line, Piece, is_east_asian
from knowledge.extraction.formats.bidi import is_right_to_left, letters, mirroring, reading_order
from knowledge.extraction.formats.pdf_page import Run
from knowledge.extraction.formats.pdf_pen import WORD_GAP

_CHINESE_GAP = 0.5
"""A page sets some room around Latin letters and digits among Chinese ones, which is no space."""
_BULLET = "•"
_PRIVATE_BULLETS = {"\uf0b7", "\uf0a7", "\uf0d8", "\uf0fc", "\uf076"}
"""Where fonts of symbols keep theirs."""


def line_of(runs: Sequence[Run], *, is_rtl: bool) -> Line:
    """The marked text of runs.

    Args:
        runs: of one line, from left to right.
        is_rtl: whether Arabic is among them.
    """
    if is_rtl or any(map(_is_accent, runs)):
        return _turned_line(runs, is_rtl=is_rtl)
    return _plain_line(runs)


def _plain_line(runs: Sequence[Run]) -> Line:
    pieces: list[Piece] = []
    last: Run | None = None
    for run in runs:
        space = " " if last is not None and _is_word_gap(last.text, last, run) else ""
        shared = last.marks & run.marks if last is not None else frozenset[MarkKind]()
        if space and shared != run.marks:
            pieces.append(Piece(text=space, marks=shared - {MarkKind.LINK}))
            space = ""
        text = letters(run.text)
        pieces.append(
            Piece(
                text=space + (text if text.strip() not in _PRIVATE_BULLETS else _BULLET),
                marks=run.marks,
                target=run.target,
            )
        )
        last = run
    return tuple(pieces)


def _turned_line(runs: Sequence[Run], *, is_rtl: bool) -> Line:
    """A line in which letters are to be moved: Arabic, and accents that are painted by themselves."""
    glyphs: list[tuple[str, Run]] = []
    for run in runs:
        if glyphs and _is_accent(run):
            glyphs.insert(_accent_place(glyphs, run), (run.text, glyphs[-1][1]))
            continue
        if glyphs and _is_word_gap(*glyphs[-1], run):
            glyphs.append((" ", glyphs[-1][1] if glyphs[-1][1].marks <= run.marks else run))
        glyphs += [(glyph, run) for glyph in run.glyphs]
    if not is_rtl:
        return _pieces([(letters(glyph), run) for glyph, run in glyphs])
    glyphs = [glyphs[index] for index in reading_order([glyph for glyph, _ in glyphs])]
    read = mirroring([glyph for glyph, _ in glyphs])
    return _pieces([(read(letters(glyph)), run) for glyph, run in glyphs])


def _is_accent(run: Run) -> bool:
    return bool(run.text) and all(unicodedata.combining(character) for character in run.text)


def _accent_place(glyphs: Sequence[tuple[str, Run]], accent: Run) -> int:
    """Where an accent that is painted by itself belongs: before its Arabic letter, which is yet to be turned round."""
    base = glyphs[-1][1]
    count = sum(run is base for _, run in glyphs)
    width = (base.right - base.left) / max(count, 1)
    inside = int((accent.left - base.left) / width) if width else 0
    is_rtl = any(map(is_right_to_left, base.text))
    place = len(glyphs) - count + min(max(inside + (not is_rtl), 0), count)
    return place + (is_rtl and place < len(glyphs) and glyphs[place][0] == " ")


def _is_word_gap(glyph: str, before: Run, run: Run) -> bool:
    gap = run.left - before.right
    is_chinese = is_east_asian(glyph[-1:]) or is_east_asian(run.glyphs[0][:1])
    least = _CHINESE_GAP if is_chinese else WORD_GAP
    return gap > least * min(before.size, run.size) and not glyph.endswith(" ") and not run.glyphs[0].startswith(" ")


def _pieces(glyphs: list[tuple[str, Run]]) -> Line:
    pieces: list[Piece] = []
    texts: list[str] = []
    for index, (glyph, run) in enumerate(glyphs):
        texts.append(_BULLET if glyph in _PRIVATE_BULLETS else glyph)
        following = glyphs[index + 1][1] if index + 1 < len(glyphs) else None
        if following is not run and (
            following is None or following.marks != run.marks or following.target != run.target
        ):
            pieces.append(Piece(text="".join(texts), marks=run.marks, target=run.target))
            texts = []
    return tuple(pieces)
