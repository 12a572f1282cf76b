"""Contacts in tables: columns are known by their heads, in any language."""

import pytest

from bot.letterwords import letter_words
from knowledge.extraction.contact_book import ContactBook
from knowledge.extraction.contact_tables import read_contact_tables
from knowledge.extraction.document import Block, BlockKind
from knowledge.extraction.values import Contact


def rows(*cells: tuple[str, ...]) -> list[Block]:
    """The rows of a table."""
    return [Block(kind=BlockKind.CELL_ROW, text=" | ".join(row), lines=row, cells=row) for row in cells]


@pytest.mark.parametrize(
    "head",
    [
        ("Topic", "Name", "Telephone", "E-mail"),
        ("Sujet", "Nom et prénom", "Tél.", "Courriel"),
        ("Asunto", "Nombre y apellidos", "Teléfono", "Correo electrónico"),
        ("Вопросы", "ФИО", "Телефон", "Эл. почта"),
        ("الموضوع", "الاسم", "الهاتف", "البريد الإلكتروني"),
        ("事项", "联系人", "电话", "邮箱"),
        ("事項", "聯絡人", "電話", "電郵"),
    ],
)
def test_table_with_a_head_gives_a_contact_a_row(head: tuple[str, ...]) -> None:
    book = ContactBook()
    table = rows(head, ("1", "Jane Doe (visas)", "022 555 01 37", "jane@example.org"), ("2", "Dr Ana Ruiz", "", ""))
    assert read_contact_tables(book, table, letter_words(), ("CH",)) == {0, 1, 2}
    assert book.entries() == (
        Contact(name="Jane Doe", phone="+41225550137", email="jane@example.org"),
        Contact(name="Ana Ruiz"),
    )


def test_table_without_a_column_of_names_is_left() -> None:
    book = ContactBook()
    table = rows(("Step", "Deadline"), ("Registration", "3 May 2026"))
    assert read_contact_tables(book, table, letter_words(), ("CH",)) == set()
    assert book.entries() == ()
