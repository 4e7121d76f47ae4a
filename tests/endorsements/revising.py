"""A second version of the declaration, as a release with other words in `content/` brings it."""

import shutil
from contextlib import contextmanager

import sqlalchemy as sa

from community.db import db
from community.declaration import texts
from community.declaration.models import DeclarationVersion
from community.declaration.operations import sync
from community.endorsements.models import Endorsement, Pledge


@contextmanager
def revised(folder, monkeypatch, becomes=" Together."):
    """The text with a longer motto is in force inside of this; afterwards it has never been."""
    content = folder / "content"
    shutil.copytree(texts._CONTENT, content)
    for file in content.glob("*.toml"):
        lines = [
            line.rstrip()[:-1] + becomes + '"' if line.startswith("motto") else line.rstrip()
            for line in file.read_text(encoding="utf-8").splitlines()
        ]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(texts, "_CONTENT", content)
    _forget()
    assert sync()
    digest = texts.current_digest()
    try:
        yield
    finally:
        monkeypatch.undo()
        _forget()
        db.session.rollback()
        for rows in (Pledge, Endorsement):
            db.session.execute(sa.delete(rows))
        db.session.execute(sa.delete(DeclarationVersion).where(DeclarationVersion.digest == digest))
        db.session.commit()


def _forget():
    for remembered in (texts.text, texts.current_digest):
        remembered.cache_clear()
