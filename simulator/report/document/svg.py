"""SVG pictures inside one HTML page: ids of their own, letters shared, no needless bytes."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from itertools import groupby
from xml.etree import ElementTree as Tree

from simulator.report.document.lettering import SVG, XLINK, box_of, lettered
from simulator.report.document.parts import Picture
from simulator.report.document.paths import Box, shortened

_HREF = f"{{{XLINK}}}href"
_USED = re.compile(r"url\(#([^)]+)\)")
_LONG = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
_MOVED = re.compile(r"translate\(([-\d.e]+)[ ,]+([-\d.e]+)\)")
_SHIFTED = re.compile(r"^translate\(([-\d.e]+)[ ,]+([-\d.e]+)\)$")
_HOLDERS = (f"{{{SVG}}}g", f"{{{SVG}}}defs")
LEAST_WORD = 3
"""Letters from which on a row is shared."""
_PLACED = ("x", "y", "width", "height", "points", "x1", "x2", "y1", "y2", "cx", "cy", "r")
DECIMALS = 1
"""Of a point (1/72 inch): 0.04 mm."""


_START = re.compile("<[a-z]+")

Tree.register_namespace("", SVG)


@dataclass
class Shared:
    """Outlines of letters and hatches, each kept once for all pictures of a page."""

    known: dict[str, str] = field(default_factory=dict)
    """Element without its id, as text → id."""
    words: list[tuple[bool, str]] = field(default_factory=list)
    """Texts of the pictures, each bold or not."""

    def id_of(self, element: Tree.Element) -> str:
        """Id under which the page keeps a glyph or a pattern."""
        own = copy.deepcopy(element)
        own.attrib.pop("id", None)
        own.tail = None
        for part in own.iter():
            _shorten(part)
        return self.known.setdefault(_written(own), f"s{len(self.known)}")

    def svg(self) -> str:
        """The hidden picture that holds them all."""
        parts = (_START.sub(rf'\g<0> id="{name}"', t, count=1) for t, name in self.known.items())
        return (
            f'<svg xmlns="{SVG}" width="0" height="0" aria-hidden="true" focusable="false" '
            f'class="shared"><defs>{"".join(parts)}</defs></svg>'
        )


def _written(element: Tree.Element) -> str:
    """An element as text, in the namespace of what is around it."""
    text = Tree.tostring(element, encoding="unicode").replace(f' xmlns="{SVG}"', "", 1)
    text = text.replace(" />", "/>")
    return re.sub(r">\s+<", "><", text)


def inline(picture: Picture, number: int, shared: Shared) -> str:
    """Make a picture ready to stand in a page.

    Parameters
    ----------
    picture : a chart as SVG, its text drawn as paths.
    number : which picture of the page it is; its ids begin with `p<number>-`.
    shared : what the pictures of the page share; its letters and hatches are moved there.
    """
    root = lettered(picture.svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}title", f"{{{SVG}}}desc"):
                parent.remove(child)
    names = _share(root, shared)
    _rename(root, names, f"p{number}-")
    letters = set(shared.known.values())
    box = box_of(root)
    for element in root.iter():
        _shorten(element, element.get("href", "").removeprefix("#") in letters, box)
    shared.words += [_lettering(e) for e in root.iter(f"{{{SVG}}}text")]
    _unwrapped(root)
    _share_words(root, shared)
    _say_once(root)
    _describe(root, picture, f"p{number}")
    text = re.sub(r">\s+<", "><", Tree.tostring(root, encoding="unicode"))
    return text.replace(" />", "/>")


def _lettering(element: Tree.Element) -> tuple[bool, str]:
    """Whether a text is bold, and its words."""
    return element.get("font-weight") == "bold", element.text or ""


def _unwrapped(element: Tree.Element) -> None:
    """Take away groups that say nothing, and definitions of nothing."""
    inside: list[Tree.Element] = []
    for child in list(element):
        _unwrapped(child)
        plain = child.tag in _HOLDERS and not child.attrib and not (child.text or "").strip()
        if child.tag == f"{{{SVG}}}defs" and len(child):
            plain = False
        inside += list(child) if plain else [child]
    element[:] = inside


def _share(root: Tree.Element, shared: Shared) -> dict[str, str]:
    """Take letters and hatches out of the picture; gives their old ids with those of the page."""
    names: dict[str, str] = {}
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_shared(child):
                names[child.get("id", "")] = shared.id_of(child)
                parent.remove(child)
    return names


def _share_words(root: Tree.Element, shared: Shared) -> None:
    """Keep each row of letters once: lines recur from picture to picture."""
    letters = {f"#{name}" for name in shared.known.values()}
    for group in list(root.iter(f"{{{SVG}}}g")):
        if len(group) >= LEAST_WORD and all(child.get("href") in letters for child in group):
            word = Tree.Element(f"{{{SVG}}}g")
            word.extend(list(group))
            group[:] = [Tree.Element(f"{{{SVG}}}use", {"href": f"#{shared.id_of(word)}"})]


def _say_once(root: Tree.Element) -> None:
    """Drop what an element repeats: the style of what it shows, the clip of its neighbours."""
    styles = {f"#{e.get('id')}": e.get("style") for e in root.iter() if e.get("id")}
    for element in root.iter():
        if element.get("style") and styles.get(element.get("href", "")) == element.get("style"):
            del element.attrib["style"]
    for parent in list(root.iter()):
        rows = [list(some) for _, some in groupby(parent, lambda e: e.get("clip-path"))]
        if any(len(row) > 1 and row[0].get("clip-path") for row in rows):
            parent[:] = [part for row in rows for part in _clipped(row)]


def _clipped(row: list[Tree.Element]) -> list[Tree.Element]:
    """Neighbours of one clip as a group that has it."""
    clip = row[0].get("clip-path")
    if clip is None or len(row) == 1:
        return row
    group = Tree.Element(f"{{{SVG}}}g", {"clip-path": clip})
    if any(element.get("transform") is not None for element in row):
        return row  # a clip is measured in an element's own units
    for element in row:
        del element.attrib["clip-path"]
    group.extend(row)
    return [group]


def _is_shared(element: Tree.Element) -> bool:
    if element.tag == f"{{{SVG}}}pattern":
        return True
    return element.tag == f"{{{SVG}}}path" and set(element.keys()) == {"id", "d", "transform"}


def _rename(root: Tree.Element, names: dict[str, str], prefix: str) -> None:
    """Give ids that something refers to new names, and drop the others."""
    referred = set()
    for element in root.iter():
        for value in element.attrib.values():
            referred.update(_USED.findall(value))
        referred.add(element.get(_HREF, element.get("href", "#")).removeprefix("#"))
    for element in root.iter():
        if "id" in element.attrib:
            old = element.attrib.pop("id")
            if old in referred:
                names[old] = f"{prefix}{len(names)}"
                element.set("id", names[old])
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            if key in (_HREF, "href"):
                del element.attrib[key]
                element.set("href", f"#{names[value.removeprefix('#')]}")
            elif "url(#" in value:
                element.set(key, _USED.sub(lambda m: f"url(#{names[m[1]]})", value))


def _shorten(element: Tree.Element, letter: bool = False, box: Box | None = None) -> None:
    """Round what places an element; a letter is placed in units of its font, which are small."""
    for key in _PLACED:
        if key in element.attrib:
            value = " ".join(element.attrib[key].split())
            element.set(key, _LONG.sub(_rounded, value))
    if "d" in element.attrib:
        own_scale = element.get("transform", "").startswith("scale")
        outline = element.attrib["d"]
        inside = box if "clip-path" in element.attrib else None
        kept = " ".join(outline.split()) if own_scale else shortened(outline, inside)
        element.set("d", kept)
    if "style" in element.attrib:
        style = element.attrib["style"].replace(": ", ":").replace("; ", ";")
        element.set("style", _LONG.sub(lambda m: _short(m[0], 2), style))
    moved = element.get("transform")
    if moved is None:
        return
    shifted = _SHIFTED.match(moved)
    if shifted and element.tag == f"{{{SVG}}}use" and "x" not in element.attrib:
        del element.attrib["transform"]
        for key, value in zip("xy", shifted.groups(), strict=True):
            if float(value):
                element.set(key, _short(value, 0 if letter else DECIMALS))
    else:
        element.set(
            "transform", _MOVED.sub(lambda m: f"translate({_short(m[1])} {_short(m[2])})", moved)
        )


def _rounded(found: re.Match[str]) -> str:
    return _short(found[0])


def _short(number: str, decimals: int = DECIMALS) -> str:
    text = f"{float(number):.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _describe(root: Tree.Element, picture: Picture, name: str) -> None:
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title")
    root.set("aria-describedby", f"{name}-desc")
    for key in ("width", "height"):
        root.attrib.pop(key, None)
    for tag, words in (("desc", picture.alt), ("title", picture.title)):
        element = Tree.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{tag}"})
        element.text = words
        root.insert(0, element)
