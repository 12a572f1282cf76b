"""Our reading of dates beside `dateparser.search`, on the single days of the corpus: what is found, and at what cost.

dateparser is given the language and sought with in several ways, from everything it can read to whole days only; what
it is compared by is, for each language, the way that does best there.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path

import pytest
import yaml
from dateparser.search import search_dates

from knowledge.edtf import parse_edtf
from knowledge.extraction.dates import find_dates
from tests.benchmarks.measuring import table
from tests.knowledge.extraction.date_words import date_words

CORPUS = Path(__file__).parents[1] / "corpora" / "dates"
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
NOWHERE = "none"
A_DAY = len("2019-07-23")
WITHOUT_A_DAY = "null"
type_of_setting = dict[str, object]

# Read as of a fixed day, so that the figures are the same every year. DMY is the order of all six languages, Chinese
# and English aside: dateparser reads 2020/05/25 and 10/13/2021 in the only order that makes a date of them all the same.
_ANYTHING = {"DATE_ORDER": "DMY", "RELATIVE_BASE": datetime(2024, 1, 1), "TIMEZONE": "UTC"}  # noqa: DTZ001
