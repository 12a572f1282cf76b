"""Reads the words of letters from `config/extraction/` and `config/dates/`; `knowledge` is told from where."""

from functools import cache
from pathlib import Path

from bot import paths
from knowledge.extraction.dates.loading import load_date_words
from knowledge.extraction.home import cities_by_name
from knowledge.extraction.words import LetterWords, load_letter_words
from knowledge.loading import read_yaml


@cache
def letter_words(
    folder: Path = paths.EXTRACTION, dates: Path = paths.DATES, places: Path = paths.PLACES
) -> LetterWords:
    """The words by which letters are read."""
    return load_letter_words(folder, load_date_words(dates), cities_by_name(read_yaml(places)["cities"]))
