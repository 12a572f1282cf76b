"""`plazo eoi export`: files that spreadsheet programs open, in which nothing is ever a formula."""

import csv
import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from bot.exporting import COLUMNS, as_csv, as_xlsx, rows
from handlers.interest import Interest, Participant, State
from tests.bot.state import NOW, StateFile, enrol

ATTEMPTS = (
    '=HYPERLINK("https://example.org";"x")',
    "+41227305111",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    '"=1+1',
    "Ministry;=1+1",
    'Ministry; "@SUM(1)"',
    "＝1+1",
    "=",
    "'=1+1",
    "\u202e=1+1",
    "\x00=1+1",
    "=cmd|' /C calc'!A0",
    "\ufeff=1+1",
)


def interest(**fields: object) -> Interest:
    values = {
        "id": 7,
        "letter": "CL-19/35",
        "state": State.COMPLETE,
        "organization": 'Ministry, of "Examples"',
        "country": "KE",
        "participants": (
            Participant(name="Ana Ejemplo", position="Director", email="ana@example.org", phone="+254205550111"),
            Participant(name="李雷"),
        ),
        "late": True,
        "channel": "email",
        "owner": "ana@example.org",
        "received_at": NOW,
        "updated_at": NOW,
        "message_ids": ("<a@example.org>", "<b@example.org>"),
    }
    return Interest(**{**values, **fields})  # type: ignore[arg-type]


def attempt(text: str) -> Interest:
    """An entry with the text in every field that can hold one."""
    person = Participant(name=text, position=text, email=text, phone=text)
    return interest(
        letter=text, organization=text, country=text, participants=(person,), channel=text, message_ids=(text, text)
    )


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def cells(sheet: Worksheet) -> list[list[object]]:
    return [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]


def test_each_participant_has_a_row_with_the_columns_of_the_entry() -> None:
    common = ("7", "CL-19/35", "complete", "true", 'Ministry, of "Examples"', "KE")
    ends = ("2019-08-01T07:00:00+00:00", "email", "<a@example.org> <b@example.org>")
    assert list(rows([interest(), interest(participants=(), letter=None, country=None)])) == [
        (*common, "Ana Ejemplo", "Director", "ana@example.org", "+254205550111", *ends),
        (*common, "李雷", "", "", "", *ends),
        ("7", "", "complete", "true", 'Ministry, of "Examples"', "", "", "", "", "", *ends),
    ]


def test_csv_is_as_the_standard_says_with_a_mark_for_utf_8() -> None:
    data = as_csv([interest(participants=(Participant(name="李雷"),))])
    assert data.decode("utf-8") == (
        "\ufeffid,letter,state,late,organization,country,name,position,email,phone,received_at,channel,message_ids\r\n"
        '7,CL-19/35,complete,true,"Ministry, of ""Examples""",KE,李雷,,,,2019-08-01T07:00:00+00:00,email,'
        "<a@example.org> <b@example.org>\r\n"
    )


def test_a_telephone_number_in_csv_has_an_apostrophe() -> None:
    assert [row[9] for row in read_csv(as_csv([interest()]))] == ["phone", "'+254205550111", ""]


@pytest.mark.parametrize("text", ATTEMPTS)
def test_no_cell_of_csv_is_a_formula(text: str) -> None:
    data = as_csv([attempt(text)])
    found = read_csv(data)
    assert [len(row) for row in found] == [len(COLUMNS)] * 2
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter):
            assert [
                cell for cell in row if cell.lstrip(" \"'")[:1] in set("=+-@＝＋－＠\t\r") - {""} and cell[0] != "'"
            ] == []
    assert not any(ord(character) < 32 for row in found for cell in row for character in cell)


@pytest.mark.parametrize("text", ATTEMPTS)
def test_every_cell_of_xlsx_is_text(text: str) -> None:
    data = as_xlsx([attempt(text)])
    sheet = read_xlsx(data)
    assert cells(sheet)[1] == list(next(rows([attempt(text)])))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert all(cell.quotePrefix for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_workbook_has_a_heading_that_stays_and_columns_that_can_be_read() -> None:
    sheet = read_xlsx(as_xlsx([interest(organization="x" * 500)]))
    assert (sheet.title, sheet.freeze_panes) == ("Expressions of interest", "A2")
    assert [str(value) for value in cells(sheet)[0]] == list(COLUMNS)
    assert all(sheet.cell(1, place).font.bold for place in range(1, len(COLUMNS) + 1))
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["E"].width) == (10, 60)


def test_what_a_workbook_cannot_hold_is_taken_out() -> None:
    person = Participant(name="a\x00b\x0bc\x1b[2Jd\ufffee\uffff\ud800f\u2028g\r\nh" + "x" * 40_000)
    name = str(cells(read_xlsx(as_xlsx([interest(participants=(person,))])))[1][6])
    assert (name[:13], len(name)) == ("ab c[2Jdef g ", 32_767)


@pytest.fixture
def filled(state: StateFile) -> StateFile:
    with state.writing() as connection:
        enrol(
            connection, participants=(Participant(name="Ana Ejemplo", phone="+254205550111"), Participant(name="B C"))
        )
        enrol(connection, letter="CL-20/025", state=State.INCOMPLETE, participants=())
        enrol(connection, state=State.WITHDRAWN, organization="=1+1")
    return state


def test_a_register_is_written_to_either_kind_of_file(filled: StateFile) -> None:
    folder = filled.file.parent
    told = filled.done("eoi", "export", "register.csv").out
    assert told == "register.csv: expressions of interest: 3, rows: 4.\n"
    found = read_csv((folder / "register.csv").read_bytes())
    assert [(row[0], row[1], row[2], row[4], row[6]) for row in found[1:]] == [
        ("1", "CL-19/35", "complete", "Ministry of Examples", "Ana Ejemplo"),
        ("1", "CL-19/35", "complete", "Ministry of Examples", "B C"),
        ("2", "CL-20/025", "incomplete", "Ministry of Examples", ""),
        ("3", "CL-19/35", "withdrawn", "'=1+1", "Ana Ejemplo"),
    ]
    filled.done("eoi", "export", "Register.XLSX")
    book = cells(read_xlsx((folder / "Register.XLSX").read_bytes()))
    assert [row[:4] for row in book] == [row[:4] for row in found]
    assert book[4][4] == "=1+1"
    assert {path.stat().st_mode & 0o777 for path in folder.glob("*egister.*")} == {0o600}


def test_entries_are_chosen_by_letter_and_state(filled: StateFile) -> None:
    def numbers(*options: str) -> list[str]:
        filled.done("eoi", "export", "chosen.csv", "--force", *options)
        return [row[0] for row in read_csv((filled.file.parent / "chosen.csv").read_bytes())[1:]]

    assert numbers("--letter", "CL-19/35") == ["1", "1", "3"]
    assert numbers("--letter", "CL-19/35", "--state", "withdrawn") == ["3"]
    assert numbers("--state", "incomplete", "--state", "withdrawn") == ["2", "3"]
    assert numbers("--letter", "CL-99/1") == []


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(filled: StateFile) -> None:
    path = filled.file.parent / "kept.csv"
    path.write_bytes(b"kept")
    line = "kept.csv: there is a file of that name already; name a new one, or add --force"
    assert filled.refusal("eoi", "export", "kept.csv") == line
    assert path.read_bytes() == b"kept"
    filled.done("eoi", "export", "kept.csv", "--force")
    assert path.read_bytes().startswith("\ufeffid,".encode())


@pytest.mark.parametrize("name", ["register", "register.ods", "register.csv.txt", ".csv"])
def test_another_ending_is_refused(filled: StateFile, name: str) -> None:
    assert filled.refusal("eoi", "export", name) == f"{name}: expected a name that ends in .csv or .xlsx"
    assert not (filled.file.parent / name).exists()


def test_what_cannot_be_written_leaves_nothing(filled: StateFile) -> None:
    folder = filled.file.parent
    before = sorted(folder.iterdir())
    (folder / "folder.csv").mkdir()
    line = "nowhere/a.csv: cannot be written: No such file or directory"
    assert filled.refusal("eoi", "export", "nowhere/a.csv") == line
    assert filled.refusal("eoi", "export", "folder.csv", "--force") == "folder.csv: cannot be written: Is a directory"
    assert filled.refusal("eoi", "export", "a.csv", "--state", "gone").startswith("--state: 'gone' is unknown")
    (folder / "folder.csv").rmdir()
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "why"), [("a.csv", "File too large"), ("a.xlsx", "no room for temporary files: IO_EFBIG")]
)
def test_a_full_disk_leaves_nothing(state: StateFile, name: str, why: str) -> None:
    with state.writing() as connection:
        for number in range(400):
            enrol(connection, organization=hashlib.shake_256(bytes([number % 256])).hexdigest(150))
    before = sorted(state.file.parent.iterdir())
    ended = state.run("eoi", "export", name, limit=64)
    assert (ended.status, ended.out) == (2, "")
    assert f"plazo: {name}: cannot be written: {why}\n" in ended.err
    assert sorted(state.file.parent.iterdir()) == before


def test_an_empty_register_is_a_file_with_a_heading(state: StateFile, tmp_path: Path) -> None:
    assert state.done("eoi", "export", "empty.csv").out == "empty.csv: expressions of interest: 0, rows: 0.\n"
    assert read_csv((tmp_path / "empty.csv").read_bytes()) == [list(COLUMNS)]
