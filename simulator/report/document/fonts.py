"""The font of the charts: where it is, and the letters of it that a page needs."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from importlib import resources

from fontTools import subset

from simulator.report.document.lettering import FAMILY

_FILES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
"""Whether bold → file."""
_UNNEEDED = [*subset.Options().drop_tables, "FFTM"]


def font_folder() -> str:
    """Folder of the fonts in which charts are drawn."""
    return str(resources.files("matplotlib").joinpath("mpl-data", "fonts", "ttf"))


def faces(words: Iterable[tuple[bool, str]]) -> str:
    """CSS that holds the letters of some words, each said to be bold or not."""
    letters: dict[bool, set[str]] = {False: set(), True: set()}
    for bold, text in words:
        letters[bold].update(text)
    return "".join(_face(bold, some) for bold, some in letters.items() if some)


def _face(bold: bool, letters: set[str]) -> str:
    coded = base64.b64encode(_font(_FILES[bold], letters)).decode()
    return (
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {"bold" if bold else "normal"}; '
        f'src: url(data:font/woff;base64,{coded}) format("woff"); }}\n'
    )


def _font(name: str, letters: set[str]) -> bytes:
    """A font with these letters alone; equal letters give equal bytes."""
    options = subset.Options(
        flavor="woff", layout_features=["kern"], hinting=False, drop_tables=_UNNEEDED
    )
    with subset.load_font(f"{font_folder()}/{name}", options) as font:
        worker = subset.Subsetter(options)
        worker.populate(text="".join(sorted(letters)))
        worker.subset(font)
        out = io.BytesIO()
        subset.save_font(font, out, options)
    return out.getvalue()
