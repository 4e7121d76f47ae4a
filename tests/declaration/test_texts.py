"""The text of the declaration, and its versions."""

import sqlalchemy as sa

from community.db import db
from community.declaration import operations
from community.declaration.models import DeclarationVersion
from community.declaration.queries import find_commitment, get_current_version_id
from community.declaration.texts import COMMITMENTS, current_digest, text
from community.i18n import LANGUAGES


def test_every_language_has_the_same_parts():
    for language in LANGUAGES:
        own = text(language)
        assert own.language == language
        assert len(own.commitments) == len(COMMITMENTS) == 7
        assert len(own.preamble) == 3
        assert len(own.opening_sentences()) == 3


def test_korean_is_a_text_of_its_own():
    assert text("ko").commitment(7) != text("en").commitment(7)
    assert text("ko").title == "존엄, 희망, 자유를 위한 워싱턴 선언"


def test_sync_brings_a_text_once():
    before = get_current_version_id()
    assert operations.sync() is False
    assert get_current_version_id() == before
    assert db.session.scalars(sa.select(DeclarationVersion.digest)).all() == [current_digest()]


def test_find_commitment_knows_seven():
    assert [find_commitment(None, number) for number in (0, 1, 7, 8)] == [None, 1, 7, None]
