"""What the command line says, in the language of who reads it.

Texts are written in English where they are used, and have their Chinese in one catalogue,
``zh.toml``: a text with ``{}`` where a value stands. To add a text, add its two lines there; a test
collects all texts and names those without. What the catalogue does not have is said in English.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
_FRAME: Final = re.compile("^(?:zeren: )?(?:error|note|warning|next): |^zeren: ")
_SLOT: Final = re.compile(r"\{(\d*)\}")
_DEFAULT: Final = re.compile(r"\[default: (.*?)\]", re.DOTALL)
_TOKEN: Final = re.compile(r"[\x21-\x7e]+|\s|.", re.DOTALL)
_CLOSING: Final = "，。；：！？、）》”’]"
_now: list[Language] = ["en"]


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[Language, list[str]]:
    """Return the language to speak, and the arguments without what chooses it.

    ``--lang`` before the command chooses, else ZEREN_LANG, else the locale of the system.
    """
    rest = list(arguments)
    for at, word in enumerate(rest):
        if not word.startswith("-"):
            break
        if word == "--lang" and at + 1 < len(rest) and rest[at + 1] in LANGUAGES:
            return ("zh" if rest[at + 1] == "zh" else "en"), rest[:at] + rest[at + 2 :]
        if word.startswith("--lang=") and word[7:] in LANGUAGES:
            return ("zh" if word[7:] == "zh" else "en"), rest[:at] + rest[at + 1 :]
    return _of_system(environment), rest


def _of_system(environment: Mapping[str, str]) -> Language:
    for name in ("ZEREN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    if sys.platform == "win32":
        import locale

        name = locale.getlocale()[0] or ""
        return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
    return "en"


def speak(language: Language) -> None:
    """Say all that follows in *language*."""
    _now[0] = language


def said(text: str) -> str:
    """Return *text* in the language that is spoken.

    >>> speak("zh"); said("there is no store at /x"); speak("en")
    '/x 处没有库'
    """
    return _chinese(text) if _now[0] == "zh" else text


def _chinese(text: str) -> str:
    exact, templates = _catalogue()
    if text in exact:
        return exact[text]
    frame = _frame_of(text)
    for begin, pattern, words in templates:
        if begin == frame and (found := pattern.fullmatch(text)):
            values = [_chinese(value) for value in found.groups()]
            return _filled(words, values)
    if frame:
        return _filled(exact.get(frame + "{}", frame + "{}"), [_chinese(text[len(frame) :])])
    return text


def _frame_of(text: str) -> str:
    """Return how a line begins whatever it says: ``next: ``, ``zeren: error: `` ….

    >>> _frame_of("zeren: error: there is no store at /x")
    'zeren: error: '
    """
    found = _FRAME.match(text)
    return found[0] if found else ""


def _filled(words: str, values: Sequence[str]) -> str:
    order = iter(range(len(values)))
    return _SLOT.sub(lambda slot: values[int(slot[1]) if slot[1] else next(order)], words)


@cache
def _catalogue() -> tuple[dict[str, str], list[tuple[str, re.Pattern[str], str]]]:
    texts = texts_in_chinese()
    templates = sorted(
        (text for text in texts if "{}" in text and _words(text)),
        key=lambda text: (-_words(text), text.count("{}"), text),
    )
    patterns = [
        (
            _frame_of(text),
            re.compile("(.*?)".join(map(re.escape, text.split("{}"))), re.DOTALL),
            texts[text],
        )
        for text in templates
    ]
    return texts, patterns


def _words(text: str) -> int:
    """Return how many letters a template has beside the frame: the more, the surer it fits."""
    return sum(letter.isalpha() for letter in _FRAME.sub("", text))


@cache
def texts_in_chinese() -> dict[str, str]:
    """Return the catalogue: the Chinese of each English text."""
    body = files(__package__).joinpath("zh.toml").read_text(encoding="utf-8")
    return {each["en"]: each["zh"] for each in tomllib.loads(body)["text"]}


def in_chinese(command: Any) -> None:
    """Let a command, and those below it, help in Chinese."""
    base = command.context_class
    formatter = type("Formatter", (_Formatter, base.formatter_class), {})
    command.context_class = type("Context", (base,), {"formatter_class": formatter})
    text = _cleaned(command.help)
    command.help = _chinese(text)
    command.short_help = command.help.partition("\n\n")[0]
    command.epilog = _chinese(_cleaned(command.epilog)) or None
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = _chinese(parameter.help)
    for below in getattr(command, "commands", {}).values():
        in_chinese(below)


def _cleaned(text: str | None) -> str:
    import inspect

    return inspect.cleandoc(text or "")


class _Formatter:
    """Help with Chinese headings, folded by the width that characters have on a screen."""

    current_indent: int
    width: int

    def write(self, text: str) -> None:
        """Write to the page (of the class beside)."""
        super().write(text)  # type: ignore[misc]

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how to call."""
        super().write_usage(prog, args, prefix or _chinese("Usage: "))  # type: ignore[misc]

    def write_heading(self, heading: str) -> None:
        """Write the heading of a list."""
        self.write(f"{'':>{self.current_indent}}{_chinese(heading)}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        room = max(20, self.width - self.current_indent)
        indent = " " * self.current_indent
        parts = [" ".join(part.split()) for part in text.split("\n\n")]
        lines = ["\n".join(indent + line for line in folded(part, room)) for part in parts]
        self.write("\n\n".join(lines) + "\n")

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write a list of names with what they mean."""
        from zeren.graph.output.tables import width

        first = min(max((width(name) for name, _ in rows), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for name, meaning in rows:
            text = _DEFAULT.sub(r"[默认：\1]", _chinese(meaning)).replace("[required]", "[必填]")
            lines = folded(" ".join(text.split()), max(10, self.width - first - len(indent)))
            gap = first - width(name)
            if gap < col_spacing and lines:
                self.write(f"{indent}{name}\n")
                self.write(f"{indent}{' ' * first}{lines[0]}\n")
            else:
                self.write(f"{indent}{name}{' ' * max(gap, 0)}{lines[0] if lines else ''}".rstrip())
                self.write("\n")
            for line in lines[1:]:
                self.write(f"{indent}{' ' * first}{line}\n")


def folded(text: str, room: int) -> list[str]:
    """Return *text* in lines of at most *room* columns: words whole, no mark that closes in front.

    >>> folded("把文件读入库中，读不了的会报告。", 16)
    ['把文件读入库中，', '读不了的会报告。']
    """
    from zeren.graph.output.tables import width

    lines: list[str] = []
    line = ""
    for token in _TOKEN.findall(text):
        if line and width(line + token) > room and token not in _CLOSING:
            lines.append(line.rstrip())
            line = "" if token.isspace() else token
        else:
            line += token
    return [*lines, line.rstrip()] if line.strip() else lines
