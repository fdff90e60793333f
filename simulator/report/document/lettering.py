"""Words of SVG pictures as text in the charts' own font.

A chart draws its letters as outlines, each the same everywhere. Outlines can neither be searched
nor copied, take more room than text, and viewers of PDF thicken those that are mere rectangles
(l, i, full stops).
"""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as Tree

from simulator.report.document.paths import Box, shortened
from simulator.report.document.rendering import clean

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
FAMILY = "DejaVu Sans"
_FONT_UNITS = 100.0
"""Size in which letters are outlined, so that a scale of 0.08 is 8 points."""
_SCALED = re.compile(r"^(.*?)\s*scale\(([\d.]+) -([\d.]+)\)$")
_GLYPH = re.compile(r"DejaVuSans-(Bold-)?[0-9a-f]+$")
_BROKEN = "- -"
"""Stands in a comment for two hyphens, which none may hold."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
BESIDE = 5.0
"""Points beside a picture up to which outlines are kept."""


def lettered(svg: str) -> Tree.Element:
    """Read a chart and write its rows of letters as text; rows of another make stay outlines.

    A row is a group whose transform ends in a scale, after a comment that holds its words.
    Comments are left out.
    """
    root = Tree.fromstring(
        clean(svg), Tree.XMLParser(target=Tree.TreeBuilder(insert_comments=True))
    )
    root.set("font-family", f"{FAMILY}, sans-serif")
    for parent in list(root.iter()):
        children = list(parent)
        for comment, group in pairwise(children):
            if _is_comment(comment):
                _write(parent, group, _words(comment.text or ""))
        for comment in children:
            if _is_comment(comment):
                parent.remove(comment)
    _drop_letters(root)
    return root


def _is_comment(element: Tree.Element) -> bool:
    return not isinstance(element.tag, str)


def for_paper(svg: str) -> str:
    """Write a chart with words as text and with short outlines."""
    root = lettered(svg)
    box = box_of(root)
    for element in root.iter(f"{{{SVG}}}path"):
        if "scale" not in element.get("transform", ""):
            inside = box if "clip-path" in element.attrib else None
            element.set("d", shortened(element.get("d", ""), inside))
    return Tree.tostring(root, encoding="unicode")


def box_of(root: Tree.Element) -> Box | None:
    """What a picture shows and a little beside it, in points."""
    sides = [float(side) for side in root.get("viewBox", "").split()]
    if len(sides) != 4:
        return None
    x, y, width, height = sides
    return x - BESIDE, y - BESIDE, x + width + BESIDE, y + height + BESIDE


def _words(comment: str) -> str:
    """Words of a comment, in which marks of markup are written as entities."""
    text = comment.removeprefix(" ").removesuffix(" ")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _write(parent: Tree.Element, group: Tree.Element, words: str) -> None:
    """Make a row of letters text; what it defines for others moves out of it."""
    placed = _SCALED.match(group.get("transform", ""))
    letters = group.findall(f"{{{SVG}}}use")
    found = [_GLYPH.search(use.get(f"{{{XLINK}}}href", "")) for use in letters]
    weights = {bool(match[1]) for match in found if match}
    if placed is None or not found or None in found or len(weights) > 1 or _BROKEN in words:
        return
    at = list(parent).index(group)
    for defined in group.findall(f"{{{SVG}}}defs"):
        parent.insert(at, defined)
    group[:] = []
    group.tag, group.text = f"{{{SVG}}}text", words
    group.set("transform", placed[1])
    group.set("font-size", f"{float(placed[2]) * _FONT_UNITS:.3g}")
    if weights == {True}:
        group.set("font-weight", "bold")
    if words != " ".join(words.split()):
        group.set(_SPACE, "preserve")


def _drop_letters(root: Tree.Element) -> None:
    """Drop outlines of letters that no row uses any more."""
    used = {e.get(f"{{{XLINK}}}href", "").removeprefix("#") for e in root.iter(f"{{{SVG}}}use")}
    for defined in root.iter(f"{{{SVG}}}defs"):
        for part in list(defined):
            name = part.get("id", "")
            if _GLYPH.search(name) and name not in used:
                defined.remove(part)
