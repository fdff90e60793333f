"""Pictures of a few kinds against kept ones, with a tolerance.

After a wanted change renew them: `python tests/unit/test_charts_pictures.py`, look at each in
`tests/pictures`, and keep them if they are good. What a failing test drew lies beside, as
`<kind>-now.png`.
"""

from pathlib import Path

import numpy as np
import pytest
from charts_study import STUDIES
from PIL import Image

from simulator.charts import KINDS
from simulator.charts.about import About
from simulator.charts.style import applied

KEPT = Path(__file__).parents[1] / "pictures"
SHOWN = ("tornado", "switch", "capacity", "sweep")
DPI = 60
TOLERANCE = 4.0
"""Mean difference of grey levels (0 to 255) that rendering on another machine may make."""


def picture(kind):
    """The first chart of a study made by hand, as grey levels."""
    about = About("toy", "00000000", "0.0", 3, 4, what="study")
    chart = next(iter(KINDS[kind].of_study(STUDIES[kind](), about)))
    with applied():
        chart.figure.savefig(KEPT / f"{kind}-now.png", dpi=DPI)
    return levels(KEPT / f"{kind}-now.png")


def levels(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("L"), dtype=float)


@pytest.mark.parametrize("kind", SHOWN)
def test_a_picture_is_as_it_was(kind):
    now, kept = picture(kind), levels(KEPT / f"{kind}.png")
    assert now.shape == kept.shape, f"another size; renew as the head of {Path(__file__).name} says"
    off = float(np.abs(now - kept).mean())
    assert off < TOLERANCE, f"differs by {off:.1f}; renew as the head of {Path(__file__).name} says"
    (KEPT / f"{kind}-now.png").unlink()


def test_another_picture_is_noticed():
    kept = levels(KEPT / "switch.png")
    assert np.abs(255 - kept - kept).mean() > TOLERANCE
    assert np.abs(np.roll(kept, 12, axis=1) - kept).mean() > TOLERANCE


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    for name in SHOWN:
        picture(name)
        (KEPT / f"{name}-now.png").replace(KEPT / f"{name}.png")
