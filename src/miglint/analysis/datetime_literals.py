"""Texts of dates, times and intervals that no setting makes right (PostgreSQL docs, B.1; adt/datetime.c)."""

from __future__ import annotations

import re
from typing import Literal

_SPACE = " \t\n\v\f\r"
_DATES = frozenset({"epoch", "infinity", "now", "today", "tomorrow", "yesterday"})
_TIMES = frozenset({"now", "allballs"})
"""Words that are a date or a time by themselves."""
_NAME = re.compile(r"[a-z]+")
_ISO = re.compile(
    r"(?:([0-9]{4})-([0-9]{1,2})-([0-9]{1,2}))?"
    r"(?:(?(1)(?:[Tt]|[ ]+))([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]*)?)?)?"
    r"[ ]*(?:[zZ]|[+-][0-9]{1,2}(?::?[0-9]{2})?)?\Z"
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PART = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?|[a-z]+|@|[ \t\n\v\f\r]+")
_UNITS = frozenset(
    """ago c cent centuries century d day days dec decade decades decs h hour hours hr hrs m mil mils millennia
    millennium microsecon millisecon min mins minute minutes mon mons month months ms msec msecs mseconds s sec
    second seconds secs us usec usecs useconds w week weeks y year years yr yrs
    infinity""".split()  # noqa: SIM905
)
_LONGEST = 10
"""TOKMAXLEN: more of a word is not looked at (utils/datetime.h)."""


def wrong_datetime(text: str, is_time: bool) -> Literal["", "syntax", "field"]:
    """Return what is wrong with the text of a date, time or timestamp: its syntax, or a field out of its range."""
    word = text.strip(_SPACE)
    if not any(sign.isdigit() for sign in word):
        names = _NAME.findall(word.lower())
        return "" if (_TIMES if is_time else _DATES).intersection(names) else "syntax"
    found = _ISO.match(word)
    if found is None or (is_time and found[1]):
        return ""
    year, month, day, hour, minute, second = (int(part) if part else None for part in found.groups())
    if year is not None and month is not None and day is not None:
        if not year or not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
            return "field"
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        if month == 2 and day == 29 and not leap:
            return "field"
    if hour is None or minute is None or (year is None and not is_time):
        return ""
    late = hour > 24 or minute > 59 or (second or 0) > 60 or (hour == 24 and (minute or second))
    return "field" if late else ""


def is_wrong_interval(text: str) -> bool:
    """Return whether a text holds a word that is no unit, or nothing at all."""
    word = text.strip(_SPACE).lower()
    if word.startswith("p") and word[1:2] in tuple("0123456789t-+"):
        return False
    if not any(sign.isdigit() for sign in word):
        return word.lstrip("+-") != "infinity"
    at = 0
    wrong = False
    while at < len(word):
        found = _PART.match(word, at)
        if found is None:
            return False
        part = found[0]
        if part[0].isalpha() and part[:_LONGEST] not in _UNITS:
            wrong = True
        at = found.end()
    return wrong
