"""Pages of a list: every row once, in order, and a cursor that nobody can break."""

from base64 import urlsafe_b64decode

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from community.accounts.models import Member
from community.db import db
from community.web.pagination import paginate
from tests.factories import MemberFactory
from tests.statements import statements

BY_NAME = (Member.display_name.asc(), Member.id.asc())
NEWEST_FIRST = (Member.created_at.desc(), Member.id.desc())


def walk(by, size):
    """Every page of the list of members, first to last."""
    pages, after = [], None
    while True:
        page = paginate(sa.select(Member), by=by, after=after, size=size)
        pages.append([member.handle for member in page.items])
        after = page.next
        if after is None:
            return pages


@pytest.fixture
def seven(app):
    """Seven members: names twice each but one, and moments likewise."""
    moments = [MemberFactory().created_at for _ in range(4)]
    db.session.execute(sa.delete(Member))
    db.session.commit()
    return [MemberFactory(display_name=f"name {n // 2}", created_at=moments[n // 2]) for n in range(7)]


@pytest.mark.parametrize("by", [BY_NAME, NEWEST_FIRST], ids=["ascending", "descending"])
@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8])
def test_every_row_comes_once_and_in_order_though_keys_are_equal(seven, by, size):
    pages = walk(by, size)
    everybody = [member.handle for member in db.session.scalars(sa.select(Member).order_by(*by))]
    assert [handle for page in pages for handle in page] == everybody
    assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
    assert 1 <= len(pages[-1]) <= size


def test_an_empty_list_has_one_empty_page():
    assert walk(BY_NAME, 5) == [[]]


def test_a_cursor_tells_nothing_of_the_row_and_is_another_each_time(seven):
    """Whoever goes by a pseudonym gives no stable id, not even as the last row of a page."""
    pages = [paginate(sa.select(Member), by=NEWEST_FIRST, after=None, size=2) for _ in range(5)]
    cursors = {page.next for page in pages}
    assert len(cursors) == 5
    identity = pages[0].items[-1].id
    for cursor in cursors:
        sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        assert identity.bytes not in sealed
        assert identity.hex not in cursor
    assert len({len(cursor) for cursor in cursors}) == 1
    following = [paginate(sa.select(Member), by=NEWEST_FIRST, after=cursor, size=2).items for cursor in cursors]
    assert all(items == following[0] != pages[0].items for items in following)


def test_a_cursor_opens_no_other_list(seven):
    first = paginate(sa.select(Member), by=BY_NAME, after=None, size=3)
    of_another = paginate(sa.select(Member), by=NEWEST_FIRST, after=None, size=3).next
    assert paginate(sa.select(Member), by=BY_NAME, after=of_another, size=3).items == first.items


def test_a_cursor_opens_no_list_on_another_page_but_the_same_list_in_another_language(app, seven):
    def page_on(path, after=None):
        with app.test_request_context(path):
            return paginate(sa.select(Member), by=BY_NAME, after=after, size=3)

    first = page_on("/en/members/river")
    assert page_on("/ko/members/river", first.next).items != first.items
    assert page_on("/en/members/tide", first.next).items == first.items
    assert page_on("/en/admin/members", first.next).items == first.items


def test_a_forged_cursor_means_the_first_page_wherever_it_was_changed(seven):
    first = paginate(sa.select(Member), by=BY_NAME, after=None, size=3)
    for place in range(len(first.next) - 1):  # the bits after the last whole byte say nothing
        letter = "A" if first.next[place] != "A" else "B"
        forged = first.next[:place] + letter + first.next[place + 1 :]
        assert paginate(sa.select(Member), by=BY_NAME, after=forged, size=3).items == first.items


def test_a_row_that_goes_or_comes_moves_no_other_to_another_page(seven):
    first = paginate(sa.select(Member), by=NEWEST_FIRST, after=None, size=3)
    second = [member.handle for member in paginate(sa.select(Member), by=NEWEST_FIRST, after=first.next, size=3).items]
    MemberFactory()
    db.session.delete(first.items[0])
    db.session.commit()
    again = paginate(sa.select(Member), by=NEWEST_FIRST, after=first.next, size=3)
    assert [member.handle for member in again.items] == second


def test_a_condition_holds_on_every_page(seven):
    statement = sa.select(Member).where(Member.display_name != "name 1")
    first = paginate(statement, by=BY_NAME, after=None, size=3)
    second = paginate(statement, by=BY_NAME, after=first.next, size=3)
    names = [member.display_name for member in [*first.items, *second.items]]
    assert names == ["name 0", "name 0", "name 2", "name 2", "name 3"]
    assert second.next is None


@pytest.mark.parametrize("cursor", ["", "x", "0" * 32, "-" * 32, "٣" * 32, "{}", "'", "7" * 16, "g" * 32, "A" * 2000])
def test_an_unknown_cursor_means_the_first_page(seven, cursor):
    first = paginate(sa.select(Member), by=BY_NAME, after=None, size=3)
    assert paginate(sa.select(Member), by=BY_NAME, after=cursor, size=3).items == first.items


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_cursor_breaks_a_list(app, cursor):
    assert paginate(sa.select(Member), by=BY_NAME, after=cursor).items == []


def test_the_cost_of_a_page_does_not_grow_with_its_depth(seven):
    """Two questions at most: where the cursor stands, and the rows after it; none counts."""
    last = paginate(sa.select(Member), by=BY_NAME, after=None, size=6).next
    with statements() as asked:
        paginate(sa.select(Member), by=BY_NAME, after=last, size=6)
    assert len(asked) == 2
    assert not any("COUNT(" in one.text.upper() for one in asked)
