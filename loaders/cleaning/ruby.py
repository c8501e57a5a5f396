"""Pinyin notes in brackets after a character: ``衛(wèi)生``.

Noise: pages that were converted for learners, or to look original to a search engine,
carry the reading of some characters in brackets.

Rule: a bracket directly behind a Chinese character goes when it holds nothing but
syllables of standard Mandarin, each with exactly one tone mark. A syllable without a
mark (``們(men)``) goes only on a page with many marked ones. Behind anything but a
Chinese character the note stays: after damage to the bytes it is the evidence for
what stood there (see ``byte_slip``).

Cost: a text about pronunciation loses the readings it is about.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from zeren.loaders.text.aligned import Change

KIND = "ruby"

# Notes on a page before one without a tone mark counts as a note, too.
_MANY = 10

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = "a-zɑɡāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜêńňǹḿ\u0300\u0301\u0304\u0308\u030c"
_NOTE = re.compile(f"[(（]([{_LETTER}][{_LETTER} ]{{0,23}})[)）]")
# The bracket first and then what stands in front of it, since a text is scanned faster for that.
_BEHIND_HAN = f"(?:{_NOTE.pattern})".replace("[(（]", f"[(（](?<=[{_HAN}].)", 1)
_NOTES = re.compile(f"{_BEHIND_HAN}(?:{_NOTE.pattern})*")
_MARKS = "\u0300\u0301\u0304\u030c"

# Initials and the finals that follow them in standard Mandarin (GB/T 16159, annex).
_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo ü üe v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo ü üe v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
_SYLLABLES = frozenset(
    initial + final for initial, finals in _FINALS.items() for final in finals.split()
)


def changes(text: str) -> list[Change]:
    """Return one removal for each pinyin note behind a Chinese character."""
    runs = [
        (note.start(), note.end(), _tones(note[1]))
        for run in _NOTES.finditer(text)
        for note in _leading(text, run.start(), run.end())
    ]
    many = sum(1 for run in runs if run[2]) >= _MANY
    return [
        Change(start, end, "", "pinyin note" if tones else "pinyin note without a tone")
        for start, end, tones in runs
        if tones or many
    ]


def _leading(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Return the notes of a run of brackets up to the first that is none."""
    notes = []
    for note in _NOTE.finditer(text, start, end):
        if _tones(note[1]) is None:
            break
        notes.append(note)
    return notes


@cache
def _tones(letters: str) -> bool | None:
    """Say whether *letters* are syllables with tone marks, without, or (None) no pinyin."""
    marked = []
    for word in letters.split(" "):
        plain = unicodedata.normalize("NFD", word.replace("ɑ", "a").replace("ɡ", "g"))
        marks = sum(plain.count(mark) for mark in _MARKS)
        for mark in _MARKS:
            plain = plain.replace(mark, "")
        if marks > 1 or unicodedata.normalize("NFC", plain) not in _SYLLABLES:
            return None
        marked.append(marks == 1)
    if all(marked):
        return True
    return False if len(marked) == 1 and len(letters) > 1 else None
