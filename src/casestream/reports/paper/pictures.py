"""The charts of a report as a picture: PNG, or SVG with its letters as outlines, so that it looks the same everywhere.

A picture is drawn in a font that has every character of its words, or not at all. The fonts of the machine are searched;
`CASESTREAM_FONT` names one's file.
"""

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from casestream.kernel.errors import ExtraMissing, FontMissing
from casestream.reports.paper.page import HUNDRED, Page, Panel

FONT_VARIABLE = "CASESTREAM_FONT"
# As their files are called: sans before serif, the common Chinese fonts before any other.
PREFERRED = (
    "notosanscjk-regular", "notosanscjksc", "notosanssc", "sourcehansans", "wqy-microhei", "wqy-zenhei", "droidsansfallback",
    "pingfang", "hiragino", "msyh", "simhei", "deng", "simsun", "notoserifcjk-regular",
)  # fmt: skip
SIMPLIFIED = "SC"
INK, SOFT, BAR, TRACK = "#1c2733", "#5b6b7b", "#2f6f9f", "#edf1f5"
WIDE_INCHES, LINE_INCHES, HEAD_INCHES, DOTS_PER_INCH = 11.0, 0.3, 0.7, 150


def write_png(page: Page, path: Path) -> None:
    """The charts as PNG.

    Raises:
        ExtraMissing: matplotlib is not installed.
        FontMissing: no font has all of the characters.
    """
    _write(page, path, "png")


def write_svg(page: Page, path: Path) -> None:
    """The charts as SVG.

    Raises:
        ExtraMissing: matplotlib is not installed.
        FontMissing: no font has all of the characters.
    """
    _write(page, path, "svg")


def _write(page: Page, path: Path, form: str) -> None:
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ExtraMissing.of("matplotlib", "charts") from error
    font = _font(_words(page))
    tall = [HEAD_INCHES + LINE_INCHES * len(panel.labels) for panel in page.panels]
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": page.name}):
        figure = Figure(figsize=(WIDE_INCHES, 1.0 + sum(tall)), facecolor="white", layout="constrained")
        figure.suptitle(f"{page.title}\n{page.period}", font=font, fontsize=15, linespacing=1.5, color=INK)
        places = figure.subplots(len(page.panels), 1, squeeze=False, gridspec_kw={"height_ratios": tall})
        for panel, place in zip(page.panels, places[:, 0], strict=True):
            _draw(panel, place, font)
        figure.savefig(path, format=form, dpi=DOTS_PER_INCH, metadata={"Date": None} if form == "svg" else None)


def _draw(panel: Panel, place: Any, font: Any) -> None:
    values = [float(max(value or Decimal(0), Decimal(0))) for value in panel.values]
    full = float(panel.full)
    lines = range(len(values))
    place.barh(lines, [full] * len(values), height=0.6, color=TRACK)
    place.barh(lines, values, height=0.6, color=BAR)
    if panel.exceeds_hundred:
        place.vlines(float(HUNDRED), -0.5, len(values) - 0.5, colors=INK, linestyles="dotted", linewidth=1)
    for line, shown in zip(lines, panel.shown, strict=True):
        place.text(full * 1.01, line, shown, va="center", font=font, fontsize=9, color=SOFT)
    place.set_yticks(lines, panel.labels, font=font, fontsize=10, color=INK)
    place.set_xlim(0, full * 1.3)
    place.set_ylim(len(values) - 0.4, -0.6)
    place.set_xticks([])
    place.tick_params(length=0)
    place.set_title(panel.title, loc="left", font=font, fontsize=12, color=INK)
    for side in place.spines.values():
        side.set_visible(False)


# --- fonts ---


def _words(page: Page) -> set[str]:
    """Every character that will be drawn."""
    said = [page.title, page.period]
    for panel in page.panels:
        said += [panel.title, *panel.labels, *panel.shown]
    return {character for text in said for character in text if not character.isspace()}


def _font(characters: set[str]) -> Any:
    """A font with every one of the characters.

    Raises:
        FontMissing: there is none.
    """
    from matplotlib.font_manager import FontPath, FontProperties

    wanted = {ord(character) for character in characters}
    for path in _candidates():
        face = _face_with(path, wanted)
        if face is not None:
            return FontProperties(fname=FontPath(path, face))
    lacking = "".join(sorted(characters, key=ord, reverse=True))[:8]
    raise FontMissing(
        f"没有含“{lacking}”等字的字体，图会出现方框，故未绘制",
        f"no font here has characters such as {lacking!r}; the chart would show boxes",
        f"安装中文字体（如 apt-get install fonts-noto-cjk），或者以 {FONT_VARIABLE} 指明字体文件",
        f"install a Chinese font (such as apt-get install fonts-noto-cjk), or name a font file in {FONT_VARIABLE}",
    )  # fmt: skip


def _candidates() -> Iterator[str]:
    """The files of fonts, the best first."""
    from matplotlib import get_data_path
    from matplotlib.font_manager import findSystemFonts

    if named := os.environ.get(FONT_VARIABLE):
        yield named
        return
    found = sorted(findSystemFonts())
    for preferred in PREFERRED:
        yield from (path for path in found if Path(path).name.lower().startswith(preferred))
    yield str(Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")
    yield from found


def _face_with(path: str, wanted: set[int]) -> int | None:
    """The face of a font file that has all characters, that for simplified Chinese if there are several; None for none."""
    from matplotlib.ft2font import FT2Font

    try:
        first = FT2Font(path)
        faces = [first, *(FT2Font(path, face_index=index) for index in range(1, first.num_faces))]
    except (OSError, RuntimeError):
        return None
    fitting = [index for index, face in enumerate(faces) if wanted <= face.get_charmap().keys()]
    simplified = (index for index in fitting if SIMPLIFIED in faces[index].family_name.split())
    return next(simplified, fitting[0] if fitting else None)
