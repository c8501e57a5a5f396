"""Charts of altair that look the same wherever a notebook is read, in Chinese, offline.

>>> from zeren.graph.notebook.charts import chart                                 # doctest: +SKIP
>>> chart(alt.Chart(frame).mark_bar().encode(...), "一句话。", "One sentence.")  # doctest: +SKIP

An altair chart in a notebook is a program that the reader's browser runs, and in most
places it is fetched from a server first. Here it is drawn once, by vl-convert, and kept
as a picture (SVG, so that its words stay words): it shows in JupyterLab, in VS Code, in
saved HTML without a network, and in print. Whoever points at a mark is told what it stands
for. What the chart shows is said below it, and is also the text for who cannot see it.

Colours are those of Okabe and Ito (2008, Color Universal Design,
https://jfly.uni-koeln.de/color/), which colour-blind readers tell apart, and for amounts one
blue from light at zero to dark.
"""

from __future__ import annotations

import hashlib
import io
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zeren.graph.errors import GraphError, os_reason
from zeren.graph.notebook.frames import needed

if TYPE_CHECKING:
    import altair as alt

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442", "#000000")
"""The palette of Okabe and Ito, the darker ones first."""
ROLE_COLOURS = {
    "牵头 lead": "#e69f00",
    "责任 responsible": "#56b4e9",
    "配合 cooperating": "#cc79a7",
    "指导 guiding": "#5cc9a7",
}
"""Roles as `zeren show` and the map colour them."""
FONT = (
    "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei',"
    " 'WenQuanYi Micro Hei', 'Noto Sans CJK JP', sans-serif"
)
"""Fonts with Chinese on Linux, macOS and Windows: the first that there is."""


class Picture:
    """A chart, drawn, with the sentences that say what it shows.

    ``chart`` is altair's own, for who wants to go on with it.
    """

    def __init__(self, chart: alt.TopLevelMixin, zh: str, en: str) -> None:
        self.chart = chart
        self.zh = zh
        self.en = en
        self.svg = _drawn(chart, "svg").decode("utf-8")

    def save(self, path: str | Path) -> Path:
        """Write the chart to a file by its ending: .svg, .png (in print quality) or .html.

        The page holds all that it needs and can be hovered. Raises GraphError for another
        ending, and for a place that cannot be written.
        """
        path = Path(path)
        kind = path.suffix.lower().removeprefix(".")
        if kind not in {"svg", "png", "html"}:
            raise GraphError(f"{path} is no name for a picture", "use .svg, .png or .html")
        try:
            path.write_bytes(_drawn(self.chart, kind))
        except OSError as error:
            raise GraphError(
                f"{path} cannot be written: {os_reason(error)}", "choose another place"
            ) from error
        return path

    def __repr__(self) -> str:
        return f"{self.zh}\n{self.en}"

    def _repr_html_(self) -> str:
        said = escape(f"{self.zh} {self.en}", quote=True)
        return (
            f'<figure style="margin:.5em 0" role="img" aria-label="{said}">{told(self.svg)}'
            f'<figcaption lang="zh-CN">{escape(self.zh)}</figcaption>'
            f'<figcaption lang="en">{escape(self.en)}</figcaption></figure>'
        )


def told(svg: str) -> str:
    """Return *svg* for a page: each mark tells what it stands for when it is pointed at.

    Vega writes these words as ``aria-label``, for who cannot see; here they are tooltips too.
    Names inside are made the chart's own, so that several charts can stand on one page.
    """
    from lxml import etree

    own = hashlib.sha256(svg.encode("utf-8")).hexdigest()[:8]
    root = etree.fromstring(svg.encode("utf-8"), etree.XMLParser(resolve_entities=False))
    names = {each.get("id"): f"z{own}-{each.get('id')}" for each in root.iter() if each.get("id")}
    for each in root.iter(etree.Element):
        for key, value in each.attrib.items():
            if key == "id":
                each.set(key, names[value])
            elif (found := _REFERENCE.fullmatch(value)) and found[2] in names:
                each.set(key, f"{found[1]}#{names[found[2]]}{found[3]}")
        label = each.get("aria-label")
        if label and each.get("aria-roledescription") not in _NO_MARKS:
            title = etree.Element("{http://www.w3.org/2000/svg}title")
            title.text = label
            each.insert(0, title)
    root.set("style", "max-width:100%;height:auto;background:#fff")
    root.set("aria-hidden", "true")
    return str(etree.tostring(root, encoding="unicode"))


_REFERENCE = re.compile(r"(url\(|)#([^)]+)(\)|)")
_NO_MARKS = frozenset(("axis", "legend", "title", "header"))


def chart(made: alt.TopLevelMixin, zh: str, en: str) -> Picture:
    """Return the chart *made*, in Zeren's style, with what it shows in two languages.

    Raises GraphError where altair or vl-convert is missing.
    """
    needed("vl_convert")
    styled: Any = made
    return Picture(styled.configure(**_CONFIG), zh, en)


_CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "white",
    "range": {
        "category": list(COLOURS),
        "ramp": {"scheme": "blues"},
        "heatmap": {"scheme": "blues"},
    },
    "axis": {
        "labelLimit": 0,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "legend": {
        "labelLimit": 0,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "header": {"labelFontSize": 12, "titleFontSize": 12},
    "title": {"fontSize": 14, "anchor": "start"},
    "view": {"stroke": None},
    "bar": {"color": COLOURS[0]},
    "point": {"color": COLOURS[0]},
    "line": {"color": COLOURS[0]},
}


def _drawn(made: Any, kind: str) -> bytes:
    if kind == "png":
        out = io.BytesIO()
        made.save(out, format="png", scale_factor=2)
        return out.getvalue()
    page = io.StringIO()
    made.save(page, format=kind, **({"inline": True} if kind == "html" else {}))
    return page.getvalue().encode("utf-8")
