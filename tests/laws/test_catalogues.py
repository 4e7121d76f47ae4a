"""Law: English and Korean are equals. Every sentence of the code stands in the Korean catalogue, and no other."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
KOREAN = ROOT / "community/translations/ko/LC_MESSAGES/messages.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
HANGUL = re.compile("[가-힣]")
WORD = re.compile("[a-z]", re.IGNORECASE)
MAIL_PARTS = {"subject.txt", "body.txt", "body.html"}
# What stands in the place of the subject for who wants it discreet, where the usual words would lose the purpose.
DISCREET = "discreet.txt"


def extract(folder: Path, target: Path) -> Catalog:
    """The sentences of the code under `folder`, gathered as `make translations` does it."""
    mapping = str(ROOT / "pyproject.toml")
    command = ["pybabel", "--quiet", "extract", "--mapping-file", mapping, "--output-file", str(target)]
    CommandLineInterface().run([*command, str(folder)])
    return read(target)


def read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def problems(code: Catalog, korean: Catalog) -> Iterator[str]:
    """What is wrong with the Korean catalogue."""
    for message in code:
        if not message.id:
            continue
        translated = korean.get(message.id, message.context)
        if translated is None or not all(_forms(translated.string)):
            yield f"not translated: {message.id!r}"
            continue
        if translated.fuzzy:
            yield f"fuzzy: {message.id!r}"
        if message.pluralizable and len(_forms(translated.string)) != korean.num_plurals:
            yield f"{len(_forms(translated.string))} plural forms: {message.id!r}"
        wanted = set(PLACEHOLDER.findall(_forms(message.id)[-1]))
        for form in _forms(translated.string):
            if set(PLACEHOLDER.findall(form)) != wanted:
                yield f"other placeholders: {message.id!r}: {form!r}"
            if WORD.search(PLACEHOLDER.sub("", _forms(message.id)[0])) and not HANGUL.search(form):
                yield f"not Korean: {message.id!r}: {form!r}"
    yield from (f"obsolete: {key!r}" for key in korean.obsolete)
    yield from (f"not in the code: {m.id!r}" for m in korean if m.id and code.get(m.id, m.context) is None)


def _forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def test_every_sentence_has_its_korean(tmp_path):
    code = extract(ROOT, tmp_path / "messages.pot")
    assert len(code) > 300
    assert list(problems(code, read(KOREAN, "ko"))) == []


def test_control_what_is_planted_is_found(tmp_path):
    (tmp_path / "community").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "community" / "planted.py").write_text(
        '_("Left out")\nlazy("Names %(name)s")\nngettext("%(num)d day", "%(num)d days", days)\n'
        '_("Doubtful")\n_("Copied")\n_("%(group)s: %(title)s")\n'
    )
    (tmp_path / "templates" / "planted.html").write_text("{{ _('In a template') }}{% trans %}Good{% endtrans %}")
    (tmp_path / "messages.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        'msgid "%(group)s: %(title)s"\nmsgstr "%(group)s: %(title)s"\n\n'
        'msgid "Names %(name)s"\nmsgstr "이름 %(nmae)s"\n\n'
        'msgid "%(num)d day"\nmsgid_plural "%(num)d days"\nmsgstr[0] "며칠"\n\n'
        '#, fuzzy\nmsgid "Doubtful"\nmsgstr "글쎄"\n\n'
        'msgid "Copied"\nmsgstr "Copied"\n\n'
        'msgid "Good"\nmsgstr "좋음"\n\n'
        'msgid "Gone from the code"\nmsgstr "없음"\n\n'
        '#~ msgid "Old"\n#~ msgstr "옛것"\n'
    )
    code = extract(tmp_path, tmp_path / "messages.pot")
    assert sorted(problems(code, read(tmp_path / "messages.po", "ko"))) == [
        "fuzzy: 'Doubtful'",
        "not Korean: 'Copied': 'Copied'",
        "not in the code: 'Gone from the code'",
        "not translated: 'In a template'",
        "not translated: 'Left out'",
        "obsolete: 'Old'",
        "other placeholders: 'Names %(name)s': '이름 %(nmae)s'",
        "other placeholders: ('%(num)d day', '%(num)d days'): '며칠'",
    ]


def incomplete_mails(templates: Path) -> list[str]:
    """The folders of mails in which a part is missing or one too many."""
    folders = [folder for folder in templates.glob("*/mail/*") if folder.is_dir()]
    return [folder.name for folder in folders if {path.name for path in folder.iterdir()} - {DISCREET} != MAIL_PARTS]


def test_every_mail_has_its_subject_and_both_forms_of_its_text():
    assert list((ROOT / "templates").glob("*/mail/*/subject.txt"))
    assert incomplete_mails(ROOT / "templates") == []


def test_control_a_mail_without_its_text_form_is_found(tmp_path):
    for name, parts in {"good": MAIL_PARTS, "bad": {"subject.txt", "body.html"}}.items():
        folder = tmp_path / "groups" / "mail" / name
        folder.mkdir(parents=True)
        for part in parts:
            (folder / part).touch()
    assert incomplete_mails(tmp_path) == ["bad"]
