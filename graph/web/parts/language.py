"""Chinese or English: which one a reader gets, and the words of the pages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from starlette.requests import Request
from zeren.graph.web.endpoint.formats import languages

Language = Literal["zh", "en"]
COOKIE = "zeren-lang"


def language_of(request: Request) -> Language:
    """Return the language asked for: in the address, else by cookie, else by the browser."""
    for wanted in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if wanted in {"zh", "en"}:
            return cast("Language", wanted)
    for tag in languages(request.headers.get("accept-language")):
        if tag in {"zh", "en"}:
            return cast("Language", tag)
    return "zh"


@cache
def words(language: Language) -> Mapping[str, str]:
    """Return the words of the pages in *language*, by key.

    >>> words("zh")["tasks"], words("en")["tasks"]
    ('任务', 'Tasks')
    """
    text = files("zeren.graph.web.parts").joinpath("words.toml").read_text(encoding="utf-8")
    return {key: value[language] for key, value in tomllib.loads(text).items()}
