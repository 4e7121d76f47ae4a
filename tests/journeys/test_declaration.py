"""A visitor reads the declaration and changes the language on the way."""

from tests.journeys.conftest import Come
from tests.journeys.deeds import OTHER


def test_reading_in_one_language_and_side_by_side(come: Come) -> None:
    reader = come()
    reader.visit("/")
    reader.follow("/declaration")
    reader.finds(f'html[lang="{reader.language}"]')
    reader.misses(f'main p[lang="{OTHER[reader.language]}"]')

    reader.follow("?view=both")
    for language in ("en", "ko"):
        reader.finds(f'main p[lang="{language}"]')
        assert reader.main.locator(f'p[lang="{language}"]').count() > 10


def test_switching_the_language_stays_on_the_page(come: Come) -> None:
    reader = come()
    pages = (
        "/declaration?view=both",
        "/declaration/commitments/5",
        "/endorse?commitment=2",
        "/endorsements",
        "/groups/global-network",
        "/login?next=%2Fko%2Fgroups",
    )
    for page in pages:
        before = reader.language
        reader.visit(page)
        reader.switch_language()
        assert reader.language == OTHER[before]
        reader.is_at(page)
        reader.finds(f'html[lang="{reader.language}"]')
