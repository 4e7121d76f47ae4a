"""What endorsers show around: their page and its picture, on their wish only, and gone at once when it ends."""

import io
import re

import pytest
import sqlalchemy as sa
from PIL import Image

from community.accounts.operations import close
from community.accounts.signals import member_hiding
from community.crypto import sign
from community.db import atomic, db
from community.declaration.texts import text
from community.endorsements import cards, operations, queries
from community.endorsements.cards import Card, draw, find_drawn, step_down
from community.endorsements.models import Endorsement, EndorsementState, Shown
from community.endorsements.operations.counting import count_out
from community.endorsements.refusals import NotCounted
from community.refusals import Refusal
from tests.apps import another_app
from tests.endorsements.factories import EndorsementFactory
from tests.endorsements.links import link_to
from tests.factories import MemberFactory
from tests.pages import PageClient

CODE = re.compile(r"[A-Za-z0-9_-]{22}")
NOT_A_CODE = "A" * 22


def the_endorsement():
    return db.session.scalars(sa.select(Endorsement)).one()


def token_of(endorsement):
    return sign(queries.YOURS, endorsement.id.hex)


def shared(**values):
    """An endorsement that its owner shows around."""
    endorsement = EndorsementFactory(**values)
    operations.share_by_token(token=token_of(endorsement))
    return endorsement


def places(code):
    return [f"/{language}/endorsements/by/{code}" for language in ("en", "ko")] + [
        f"/share/{language}/by/{code}.png" for language in ("en", "ko")
    ]


def statuses(client, code):
    return {client.get(place).status for place in places(code)}


# The page


def test_by_shows_what_the_endorser_chose(client):
    endorsement = shared(name="Kim Haneul", language="ko", pledges={2: "가르치겠습니다.", 5: None})
    page = client.get(f"/en/endorsements/by/{endorsement.share_code}")
    for words in ("Kim Haneul", "가르치겠습니다.", text("en").commitment(2), text("en").commitment(5)):
        assert words in page.text
    assert text("en").commitment(1) not in page.text
    assert page.one("blockquote")["lang"] == "ko"
    assert page.has('main a[href="/en/endorse"]')
    assert page.one("main svg.qr")["aria-label"]
    assert page.one("figcaption").text == f"http://localhost/en/endorsements/by/{endorsement.share_code}"


def test_by_is_found_by_those_who_have_the_address_and_by_no_search_engine(client):
    code = shared(name="Kim Haneul").share_code
    page = client.get(f"/ko/endorsements/by/{code}")
    assert page.one('meta[name="robots"]')["content"] == "noindex"
    assert page.response.headers["X-Robots-Tag"] == "noindex"
    assert client.get(f"/share/ko/by/{code}.png").response.headers["X-Robots-Tag"] == "noindex"
    for elsewhere in ("/ko/", "/ko/endorsements", "/ko/declaration/commitments/1"):
        assert code not in client.get(elsewhere).response.text


@pytest.mark.parametrize(("language", "locale"), [("en", "en_US"), ("ko", "ko_KR")])
def test_by_says_how_it_is_shown_elsewhere(client, language, locale):
    code = shared(name="Kim <b>Haneul</b>").share_code
    page = client.get(f"/{language}/endorsements/by/{code}")
    said = {tag["property"]: tag["content"] for tag in page.select("meta[property]")}
    assert "Kim <b>Haneul</b>" in said["og:title"]
    assert said["og:image"] == f"http://localhost/share/{language}/by/{code}.png"
    assert said["og:url"] == f"http://localhost/{language}/endorsements/by/{code}"
    assert said["og:locale"] == locale
    assert page.one('meta[name="twitter:card"]')["content"] == "summary_large_image"


@pytest.mark.parametrize("path", ["/en/", "/ko/declaration", "/en/declaration/commitments/3"])
def test_public_pages_say_how_they_are_shown_elsewhere(client, path):
    picture = client.get(path).one('meta[property="og:image"]')["content"]
    assert picture.startswith(f"http://localhost/share/{path[1:3]}/")
    assert client.get(picture.removeprefix("http://localhost")).response.mimetype == "image/png"


def test_whoever_is_only_counted_is_not_named_on_their_page(client, monkeypatch):
    drawn = []
    monkeypatch.setattr("community.endorsements.views.share.draw", lambda card: drawn.append(card) or b"")
    endorsement = shared(name="Kim Haneul", affiliation="A school", country="KR", pledges={2: "I nurse."})
    code = endorsement.share_code
    for named in (True, False):  # the control first
        page = client.get(f"/en/endorsements/by/{code}")
        client.get(f"/share/en/by/{code}.png")
        assert ("Kim Haneul" in page.response.text) is named
        assert ("I nurse." in page.response.text) is named
        assert ("Kim Haneul" in repr(drawn.pop())) is named
        endorsement.shown = Shown.COUNTED
        db.session.commit()
    assert text("en").commitment(2) in page.text
    assert "A school" not in page.response.text


# On the endorser's wish only


def test_nothing_is_shown_around_before_it_is_wished(client):
    EndorsementFactory()
    assert the_endorsement().share_code is None
    assert statuses(client, "None") == statuses(client, NOT_A_CODE) == {404}


def test_share_and_unshare_as_member(client):
    member = MemberFactory()
    EndorsementFactory(member_id=member.id, name="Mine")
    client.login(member)
    assert client.get("/en/endorsements/mine").has('form[action="/en/endorsements/share"]')
    assert client.post("/en/endorsements/share").location == "/en/endorsements/mine"
    first = the_endorsement().share_code
    assert CODE.fullmatch(first)
    assert client.get("/en/endorsements/mine").has(f'a[href="/en/endorsements/by/{first}"]')
    client.post("/en/endorsements/share")
    assert the_endorsement().share_code == first
    assert statuses(client, first) == {200}

    assert client.post("/en/endorsements/unshare").status == 303
    assert statuses(client, first) == {404}
    client.post("/en/endorsements/unshare")
    client.post("/en/endorsements/share")
    second = the_endorsement().share_code
    assert first != second
    assert statuses(client, second) == {200}
    assert statuses(client, first) == {404}


def test_share_and_unshare_by_mail(client):
    path = f"/ko/endorse/yours/{token_of(EndorsementFactory())}"
    assert client.get(f"{path}/share").status == 405
    assert client.post(f"{path}/share", csrf=False).status == 400
    assert the_endorsement().share_code is None
    assert client.post(f"{path}/share").location == path
    code = the_endorsement().share_code
    assert statuses(client, code) == {200}
    assert client.get(path).has(f'form[action="{path}/unshare"]')
    client.post(f"{path}/unshare")
    assert statuses(client, code) == {404}


def test_a_stranger_shares_nothing(client):
    EndorsementFactory(member_id=MemberFactory().id)
    assert client.post("/en/endorsements/share").location.startswith("/en/login")
    assert client.login(MemberFactory()).post("/en/endorsements/share").status == 409
    assert the_endorsement().share_code is None


@pytest.mark.parametrize("state", [EndorsementState.PENDING, EndorsementState.QUARANTINED, EndorsementState.SET_ASIDE])
def test_what_does_not_count_is_not_shown_around(state):
    member = MemberFactory()
    EndorsementFactory(member_id=member.id, state=state)
    with pytest.raises(NotCounted):
        operations.share(actor=member)


# It ends at once


@atomic
def set_aside(endorsement, member):
    count_out(endorsement, EndorsementState.SET_ASIDE)


ENDS = {
    "withdrawn": lambda endorsement, member: operations.withdraw(actor=member),
    "set aside": set_aside,
    "hidden": atomic(lambda endorsement, member: member_hiding.send(member)),
    "leaving": lambda endorsement, member: close(actor=member, device="firefox-linux"),
    "unshared": lambda endorsement, member: operations.unshare(actor=member),
}


@pytest.mark.parametrize("end", ENDS)
def test_page_and_picture_end_at_once(client, end):
    member = MemberFactory()
    endorsement = EndorsementFactory(member_id=member.id)
    operations.share(actor=member)
    code = endorsement.share_code
    known = client.get(f"/share/en/by/{code}.png").response.headers["ETag"]
    ENDS[end](endorsement, member)
    assert statuses(client, code) == {404}
    # Whoever has the picture already is not told that it still holds.
    assert client.get(f"/share/en/by/{code}.png", headers={"If-None-Match": known}).status == 404
    assert client.get(f"/en/endorsements/by/{code}").text.replace(code, "") == client.get(
        f"/en/endorsements/by/{NOT_A_CODE}"
    ).text.replace(NOT_A_CODE, "")


def test_nothing_of_the_page_is_left_after_it_ends():
    member = MemberFactory()
    EndorsementFactory(member_id=member.id)
    for end in (operations.unshare, operations.withdraw):
        operations.share(actor=member)
        assert the_endorsement().share_code
        end(actor=member)
        assert the_endorsement().share_code is None


NAMED = {"shown": Shown.NAMED, "name": "Kim Haneul"}
UNNAMED = {"shown": Shown.COUNTED, "name": "Kim Haneul"}


@pytest.mark.parametrize(
    ("before", "after", "stays"),
    [
        (NAMED, NAMED, True),
        (UNNAMED, UNNAMED, True),
        (NAMED, NAMED | {"name": "Pen Name"}, False),
        (NAMED, UNNAMED, False),
        (UNNAMED, NAMED, False),
    ],
    ids=["same-name", "still-unnamed", "another-name", "hides-it", "shows-it"],
)
def test_no_page_ties_the_name_that_was_shown_to_the_one_that_is(client, before, after, stays):
    member = MemberFactory()
    said = {"commitments": {1: None}, "country": None, "affiliation": None, "language": "en"}
    operations.endorse_as_member(actor=member, **said, **before)
    operations.share(actor=member)
    code = the_endorsement().share_code

    operations.endorse_as_member(actor=member, **said, **after)

    assert statuses(client, code) == ({200} if stays else {404})


@pytest.mark.parametrize("_round", range(3))
def test_a_withdrawal_at_the_same_moment_wins(race, _round):
    token = token_of(EndorsementFactory())
    withdrawal = sign("endorse-withdraw", the_endorsement().id.hex)
    results = race(
        lambda: operations.share_by_token(token=token), lambda: operations.withdraw_by_token(token=withdrawal)
    )
    assert [result for result in results if isinstance(result, Exception) and not isinstance(result, Refusal)] == []
    assert results[1] is None
    assert the_endorsement().share_code is None


# One's own endorsement by the mailed link


def test_the_mail_that_thanks_leads_to_ones_own(client, outbox):
    endorsement = EndorsementFactory(pending=True, name="Kim Haneul", pledges={3: "I sing."})
    client.post(f"/en/endorse/confirm/{sign('endorse-confirm', endorsement.id.hex)}")
    path = link_to(outbox()[-1], "yours")
    page = client.get(path)
    for words in ("Kim Haneul", "I sing.", text("en").commitment(3)):
        assert words in page.text
    assert page.response.headers["Cache-Control"] == client.get(path).response.headers["Cache-Control"] == "no-store"
    for way in ("certificate", "receipt"):
        assert page.has(f'a[href="{path}/{way}"]')
    (withdraw,) = [link["href"] for link in page.select("main a") if "/endorse/withdraw/" in link["href"]]
    assert client.get(withdraw).status == 200


def test_yours_of_a_member_is_behind_the_login(client):
    endorsement = EndorsementFactory(member_id=MemberFactory().id, name="Kim Haneul")
    path = f"/en/endorse/yours/{token_of(endorsement)}"
    assert client.get(path).location == "/en/endorsements/mine"
    for way in ("share", "unshare"):
        assert client.post(f"{path}/{way}").status == 409
    for way in ("receipt", "certificate"):
        assert client.get(f"{path}/{way}").status == 409
    assert the_endorsement().share_code is None


@pytest.mark.parametrize("way", ["", "/receipt", "/certificate"])
def test_yours_after_withdrawing_says_only_that(client, way):
    endorsement = EndorsementFactory(name="Kim Haneul")
    path = f"/en/endorse/yours/{token_of(endorsement)}{way}"
    operations.withdraw_by_token(token=sign("endorse-withdraw", endorsement.id.hex))
    page = client.get(path)
    assert page.status == 409
    assert "already been withdrawn" in page.text
    assert "Kim Haneul" not in page.text


@pytest.mark.parametrize("purpose", ["endorse-confirm", "endorse-withdraw"])
def test_yours_takes_no_token_of_another_purpose(client, purpose):
    token = sign(purpose, EndorsementFactory().id.hex)
    assert client.get(f"/en/endorse/yours/{token}").status == 409
    assert client.post(f"/en/endorse/yours/{token}/share").status == 409


def test_yours_cannot_be_used_to_confirm_or_withdraw(client):
    token = token_of(EndorsementFactory())
    for page in ("confirm", "withdraw"):
        assert client.post(f"/en/endorse/{page}/{token}").status == 409
    assert the_endorsement().state is EndorsementState.COUNTED


# Pictures


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", ["declaration", "commitments/1", "commitments/7"])
def test_pictures_are_of_the_size_that_other_sites_show(client, language, name):
    answer = client.get(f"/share/{language}/{name}.png").response
    image = Image.open(io.BytesIO(answer.data))
    assert (image.format, image.size, image.info) == ("PNG", (1200, 630), {})
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["en/commitments/0", "en/commitments/8", "xx/declaration", "en/by/None"])
def test_what_is_no_picture_is_not_found(client, path):
    assert client.get(f"/share/{path}.png").status == 404


def test_a_picture_that_the_asker_has_is_not_drawn_again(client, monkeypatch):
    path = "/share/en/commitments/2.png"
    mark = client.get(path).response.headers["ETag"]
    monkeypatch.setattr("community.endorsements.views.share.draw", lambda card: pytest.fail("drawn"))
    monkeypatch.setattr("community.endorsements.views.share.find_drawn", lambda card: None)
    for known in (mark, f"W/{mark}"):
        assert client.get(path, headers={"If-None-Match": known}).status == 304
    with pytest.raises(pytest.fail.Exception):  # the control
        client.get(path, headers={"If-None-Match": '"other"'})


def test_a_picture_follows_the_count(client):
    path = "/share/ko/commitments/2.png"
    before = client.get(path).response
    EndorsementFactory(pledges={2: None})
    after = client.get(path).response
    assert before.headers["ETag"] != after.headers["ETag"]
    assert before.data != after.data


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, (0, False)),
        (1, (1, False)),
        (100, (100, False)),
        (101, (100, True)),
        (110, (100, True)),
        (111, (110, True)),
        (3400, (3300, True)),
        (3401, (3400, True)),
        (10_000_000, (9_900_000, True)),
    ],
)
def test_a_picture_says_no_more_than_there_are(count, said):
    assert step_down(count) == said
    assert said[0] < count or not said[1]


def card(**values):
    empty = {"site": "Ripples", "label": "", "numeral": "", "words": "Words", "name": "", "foot": "", "address": ""}
    return Card(**empty | {"total": 7, "counts": (1, 2, 3, 4, 5, 6, 7), "bright": (1,)} | values)


def test_the_same_card_is_the_same_bytes():
    one, other = card(words="A"), card(words="A")
    picture = draw(one)
    cards._kept.clear()
    assert (one.mark(), picture) == (other.mark(), draw(other))
    assert draw(card(words="B")) != picture
    assert find_drawn(one) == picture


def test_only_so_many_cards_are_kept(monkeypatch):
    monkeypatch.setattr(cards, "_paint", lambda card: Image.new("RGB", (1, 1)))
    for number in range(cards.KEPT + 5):
        draw(card(words=str(number)))
    assert len(cards._kept) == cards.KEPT


def test_who_has_many_pictures_drawn_comes_to_a_limit(the_app, monkeypatch):
    monkeypatch.setattr("community.endorsements.views.share.CARDS", "2 per minute")
    monkeypatch.setattr("community.endorsements.views.share.find_drawn", lambda card: None)
    paths = [f"/share/en/commitments/{number}.png" for number in (1, 2, 3)]
    with another_app(the_app, LIMITS="on", LIMITS_URL="memory://") as other:
        client = PageClient(other)
        answers = [client.get(path) for path in paths]
        assert [answer.status for answer in answers] == [200, 200, 429]
        # What the asker has already costs nothing, and every page goes on.
        known = answers[0].response.headers["ETag"]
        assert client.get(paths[0], headers={"If-None-Match": known}).status == 304
        assert client.get("/en/declaration").status == 200
