"""Charts of altair that look the same wherever a notebook is read, in Chinese, offline.

>>> from zeren.graph.notebook.charts import chart                                 # doctest: +SKIP
>>> chart(alt.Chart(frame).mark_bar().encode(...), "一句话。", "One sentence.")  # doctest: +SKIP

An altair chart in a notebook is a program that the reader's browser runs, and in most
places it is fetched from a server first. Here it is drawn once, by vl-convert, and kept
as a picture (SVG, so that its words stay words): it shows in JupyterLab, in VS Code, in
saved HTML without a network, and in print. What it shows is said below it, and is also
the text for who cannot see it.

Colours are those of Okabe and Ito (2008, Color Universal Design,
https://jfly.uni-koeln.de/color/), which colour-blind readers tell apart, and for amounts
cividis (Nuñez, Anderton & Renslow 2018, PLoS ONE 13, e0199239).
"""

from __future__ import annotations

import base64
import io
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
        # As an image, not inline: names inside the SVGs of one page would clash.
        data = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
        said = escape(f"{self.zh} {self.en}", quote=True)
        return (
            '<figure style="margin:.5em 0">'
            f'<img alt="{said}" src="data:image/svg+xml;base64,{data}"'
            ' style="max-width:100%;height:auto;background:#fff">'
            f'<figcaption lang="zh-CN">{escape(self.zh)}</figcaption>'
            f'<figcaption lang="en">{escape(self.en)}</figcaption></figure>'
        )


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
        "ramp": {"scheme": "cividis"},
        "heatmap": {"scheme": "cividis"},
    },
    "axis": {
        "labelLimit": 400,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "legend": {
        "labelLimit": 400,
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
