"""The HTML report in a browser: silent, self-contained, sortable, narrow, accessible."""

import json
import struct
from pathlib import Path

import pytest
from browser import Browser, needs_chromium

pytestmark = needs_chromium
AXE = Path(__file__).parents[1] / "data" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def report(made):
    return made.report("browser.html")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    opened = Browser(tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


@pytest.fixture
def open_page(browser, report):
    pages = []

    def opened(**view):
        pages.append(browser.page(report, **view))
        return pages[-1]

    yield opened
    for page in pages:
        page.close()


def test_the_page_is_silent_and_asks_for_nothing(open_page):
    page = open_page()
    assert page.run("document.querySelectorAll('figure svg').length") >= 6
    assert page.complaints() == []
    assert page.requests() == []


FIRST = (
    "[...document.querySelectorAll('#comparison table')].find(t => t.tBodies[0].rows.length > 1)"
)
COLUMN = f"[...({FIRST}).tBodies[0].rows].map(r => Number(r.cells[1].querySelector('data').value))"


def test_tables_sort_by_click(open_page):
    page = open_page()
    page.run(f"({FIRST}).tHead.rows[0].cells[1].querySelector('button').click()")
    rising = page.run(COLUMN)
    assert len(rising) > 1
    assert rising == sorted(rising)
    assert page.run(f"({FIRST}).tHead.rows[0].cells[1].getAttribute('aria-sort')") == "ascending"
    page.run(f"({FIRST}).tHead.rows[0].cells[1].querySelector('button').click()")
    assert page.run(COLUMN) == sorted(rising, reverse=True)
    assert page.run(f"({FIRST}).tHead.rows[0].cells[1].getAttribute('aria-sort')") == "descending"


def test_tables_sort_by_keyboard(open_page):
    page = open_page()
    page.run(f"({FIRST}).tHead.rows[0].cells[0].querySelector('button').focus()")
    page.press("Tab", 9)
    assert page.run(
        f"document.activeElement === ({FIRST}).tHead.rows[0].cells[1].querySelector('button')"
    )
    page.press("Enter", 13)
    assert page.run(COLUMN) == sorted(page.run(COLUMN))
    assert page.run(f"({FIRST}).tHead.rows[0].cells[1].getAttribute('aria-sort')") == "ascending"
    page.press("Enter", 13)
    assert page.run(COLUMN) == sorted(page.run(COLUMN), reverse=True)


def test_an_address_opens_the_part_that_it_names(open_page):
    page = open_page()
    name = "document.querySelector('#comparison details.part').parentElement.id"
    opened = "document.querySelector('#comparison details.part').open"
    assert page.run(opened) is False
    page.run(f"location.hash = {name}")
    assert page.run(f"new Promise(r => setTimeout(() => r({opened}), 200))") is True


def test_charts_have_their_own_font(open_page):
    page = open_page()
    loaded = "document.fonts.ready.then(f => [...f].filter(x => x.status === 'loaded').length)"
    assert page.run(loaded) == 2


def test_first_tab_skips_to_the_report(open_page):
    page = open_page()
    page.press("Tab", 9)
    assert page.run("document.activeElement.getAttribute('href')") == "#content"


@pytest.mark.parametrize("width", [360, 768])
def test_no_page_scrolls_sideways(open_page, width):
    page = open_page(width=width, height=800)
    page.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.run("document.documentElement.scrollWidth") <= width
    assert page.run("window.innerWidth") == width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screenshot_has_the_scheme_that_is_preferred(open_page, tmp_path, scheme):
    page = open_page(scheme=scheme)
    path = tmp_path / f"{scheme}.png"
    page.screenshot(path)
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    assert 1150 < width <= 1200  # less a scroll bar
    assert height > 800
    ground = page.run("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") is (scheme == "light")


def test_print_has_no_tools_for_the_screen(open_page):
    page = open_page(media="print")
    assert page.run("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert page.run("getComputedStyle(document.querySelector('.scroll')).overflowX") == "visible"
    assert page.send("Page.printToPDF", preferCSSPageSize=True)["data"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(open_page, scheme):
    page = open_page(scheme=scheme)
    page.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.run(AXE.read_text("utf-8"))
    found = json.loads(page.run(
        "axe.run(document, {resultTypes: ['violations']})"
        ".then(r => JSON.stringify(r.violations.map(v => [v.impact, v.id, v.nodes[0].html])))"
    ))  # fmt: skip
    assert [v for v in found if v[0] in ("serious", "critical", "moderate")] == []
