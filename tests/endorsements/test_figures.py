"""The page of pictures: what they show, what the tables behind them say and what is counted are the same."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from community.db import atomic, db, now
from community.endorsements import queries
from community.endorsements.models import EndorsementState, Tally, TallyKind
from tests.endorsements.factories import EndorsementFactory

PAGE = "/en/endorsements/figures"
TITLED = ("rings", "curve", "map")
# Of the whole page, in bytes, the map being most of it.
HEAVIEST = 150_000
SVG = "{http://www.w3.org/2000/svg}"


@atomic
def show(kind, figures, counts=None):
    """Have the roll-up say these figures; those that are counted besides are not said."""
    for key, figure in figures.items():
        db.session.merge(Tally(kind=kind, key=key, count=(counts or figures)[key], shown=figure, step=0))


@pytest.fixture
def countries():
    figures = {"KR": 1840, "US": 320, "SG": 20}
    show(TallyKind.ALL, {"": 2500})
    show(TallyKind.COUNTRY, figures | {"FR": 0}, figures | {"FR": 9})
    return figures


def cells(page, table):
    """The rows of the table with this caption: words and figure."""
    rows = page.one(f"div[aria-labelledby={table}] table").select("tbody tr")
    return [(row.th.get_text(" ", strip=True), int(row.td.text.replace(",", ""))) for row in rows]


def test_figures_of_nobody_invite(client):
    page = client.get(PAGE)
    assert page.status == 200
    assert "Be the first" in page.text
    assert not page.has("svg.growth")
    assert page.has("svg.world")
    assert not page.has("div[aria-labelledby=countries-table]")
    assert [number.text for number in page.select(".bars .number")] == ["0"] * 7


def test_figures_are_those_that_are_counted(client):
    EndorsementFactory(pledges={2: "Yes."})
    EndorsementFactory(unnamed=True, pledges={2: None, 7: None}, confirmed_at=now() - timedelta(days=2))
    EndorsementFactory(state=EndorsementState.SET_ASIDE, pledges={2: None})
    page = client.get(PAGE)
    counts = queries.counts_by_commitment()
    assert counts == [0, 2, 0, 0, 0, 0, 1]
    assert [int(number.text) for number in page.select(".bars .number")] == counts
    assert [rect["width"] for rect in page.select(".bars .part")] == ["0.0%", "100.0%", *["0.0%"] * 4, "50.0%"]
    assert [figure for _words, figure in cells(page, "commitments-table")] == counts
    assert page.one("div[aria-labelledby=commitments-table] tfoot td").text == "2"
    assert "2 people in all. Commitment 1: 0. Commitment 2: 2." in page.one("#rings-counts").text
    assert "Most have taken on commitment 2: 2." in page.text
    grown = [figure for _words, figure in cells(page, "growth-table")]
    assert grown == [0, 1, 1, 2]
    assert page.one("svg.growth text.end").text == "2"


def test_a_withdrawal_is_seen_at_once(client):
    EndorsementFactory.create_batch(3, confirmed_at=now() - timedelta(days=1))
    show(TallyKind.DAY, {now().date().isoformat(): -2})
    page = client.get(PAGE)
    assert [figure for _words, figure in cells(page, "growth-table")] == [0, 3, 1]


def test_countries_are_shaded_dotted_and_told_in_the_table(client, countries):
    page = client.get(PAGE)
    shaded = {path.title.text: path["class"] for path in page.select("svg.world path.land[class*=shade]")}
    # Singapore is smaller than its dot at this size, but has a shape; no country is shaded without a figure.
    assert shaded["South Korea: 1,840"] == ["land", "shade-3"]
    assert shaded["United States: 320"] == ["land", "shade-2"]
    dots = [dot.title.text for dot in page.select("svg.world circle.dot")]
    assert dots == ["Singapore: 20", "United States: 320", "South Korea: 1,840"]
    assert cells(page, "countries-table")[:3] == [("South Korea", 1840), ("United States", 320), ("Singapore", 20)]
    assert "South Korea (1,840), United States (320), and Singapore (20)" in page.text
    assert [item.get_text(strip=True) for item in page.select(".legend li")] == [
        "10 to 99",
        "100 to 999",
        "1,000 to 9,999",
    ]


def test_a_country_that_few_named_is_nowhere(client, countries):
    page = client.get(PAGE)
    assert "France" not in page.text
    assert cells(page, "countries-table")[-1][1] == 2500 - sum(countries.values())


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_picture_has_a_title_and_words_of_its_own(client, countries, language):
    EndorsementFactory(pledges={1: None})
    page = client.get(f"/{language}/endorsements/figures")
    pictures = page.select("main svg[role=img]")
    assert len(pictures) == len(TITLED) + 7
    for picture in pictures:
        assert page.one(f"#{picture['aria-labelledby']}").text.strip()
    for name in TITLED:
        (picture,) = [svg for svg in pictures if svg["aria-labelledby"] == f"{name}-title"]
        assert page.one(f"#{picture['aria-describedby']}").text.strip()
    tables = ("growth", "commitments", "countries")
    assert all(page.has(f"details div[aria-labelledby={name}-table] caption") for name in tables)


def test_the_page_of_a_large_count_is_light(client, countries):
    first = date(2024, 7, 22)
    show(TallyKind.DAY, {(first + timedelta(days=day)).isoformat(): 10_000 for day in range(900)})
    page = client.get(PAGE)
    assert len(page.response.data) < HEAVIEST


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", ["ripple", "growth", "commitments", "world"])
def test_a_picture_as_a_file_stands_alone(client, countries, name, language):
    EndorsementFactory(pledges={6: None})
    answer = client.get(f"/pictures/{language}/{name}.svg")
    assert answer.response.mimetype == "image/svg+xml"
    picture = ElementTree.fromstring(answer.response.data)  # noqa: S314  (ours)
    assert picture.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert picture.find(f"{SVG}title").text
    assert picture.find(f"{SVG}desc").text.strip()
    # It is shown where none of our styles is and under a policy that forbids others: attributes alone colour it.
    names = {element.tag for element in picture.iter()}
    assert not names & {f"{SVG}{word}" for word in ("style", "script", "image", "a", "foreignObject")}
    keys = {key for element in picture.iter() for key in element.attrib}
    assert not keys & {"style", "class", "href"}
    assert not [key for key in keys if key.startswith("on")]
    assert len(answer.response.data) < HEAVIEST


def test_a_picture_as_a_file_of_nobody(client):
    assert "Be the first" in client.get("/pictures/en/growth.svg").text
    assert client.get("/pictures/en/world.svg").status == 200


def test_a_picture_as_a_file_shows_the_public_figures_alone(client, countries):
    world = client.get("/pictures/en/world.svg").text
    assert "South Korea: 1,840" in world
    assert "France" not in world


def test_there_are_no_other_pictures(client):
    assert client.get("/pictures/en/faces.svg").status == 404


@pytest.mark.parametrize("path", ["/en/", "/en/endorsements"])
def test_other_pages_lead_to_the_pictures(client, path):
    assert client.get(path).has(f'figcaption a[href="{PAGE}"]')
