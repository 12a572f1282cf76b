"""The files of words: what is wrong in one is refused by name."""

import shutil
from pathlib import Path

import pytest

from knowledge.errors import BadVocabularyError
from knowledge.extraction.dates.loading import load_date_words
from tests.knowledge.extraction.date_words import FOLDER, date_words


def copy_with(folder: Path, name: str, old: str, new: str) -> Path:
    """The files of words in a folder of their own, one of them changed."""
    copied = Path(shutil.copytree(FOLDER, folder / "dates"))
    text = (copied / name).read_text("utf-8")
    assert old in text
    (copied / name).write_text(text.replace(old, new, 1), "utf-8")
    return copied


def test_every_language_has_its_words() -> None:
    assert sorted(date_words().lexicons) == ["ar", "en", "es", "fr", "ru", "zh"]


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("es.yaml", "language: es", "language: fr", "es.yaml: language: 'fr' should be 'es'"),
        ("es.yaml", "units:", "unit:", "es.yaml: unit: Extra inputs"),
        ("fr.yaml", "numbers:", "numbers: 3 #", "fr.yaml: "),
        ("ru.yaml", "also: [en]", "also: [de]", "ru.yaml: also: 'de' is no language that has a file"),
        ("en.yaml", "  1-3:", "  1/3:", "en.yaml: spans: '1/3' should be the first and last month, such as 1-3"),
        ("en.yaml", "  UTC:", "  Mars/Base:", "en.yaml: zones: 'Mars/Base' is no zone of the IANA database"),
    ],
)
def test_a_file_that_is_wrong_is_refused_by_name(tmp_path: Path, name: str, old: str, new: str, complaint: str) -> None:
    with pytest.raises(BadVocabularyError) as caught:
        load_date_words(copy_with(tmp_path, name, old, new))
    assert complaint in str(caught.value)


def test_a_language_without_a_file_is_refused(tmp_path: Path) -> None:
    copied = Path(shutil.copytree(FOLDER, tmp_path / "dates"))
    (copied / "zh.yaml").unlink()
    with pytest.raises(BadVocabularyError, match=r"zh\.yaml"):
        load_date_words(copied)
