"""What people do again and again, told once."""

import secrets
from dataclasses import replace

from tests.journeys.people import PASSWORD, Account, AuthenticatorApp, Person

OTHER = {"en": "ko", "ko": "en"}
WORDS = {
    "en": {"name": "Jordan", "group": "River readers", "purpose": "We read together.", "pledge": "I will teach."},
    "ko": {"name": "하늘", "group": "강가의 독서", "purpose": "함께 읽습니다.", "pledge": "월요일마다 가르치겠습니다."},
}


def new_name(person: Person) -> str:
    """A name that nobody else has, in the person's language."""
    return f"{WORDS[person.language]['name']} {secrets.token_hex(3)}"


def new_address() -> str:
    """An address that nobody else has."""
    return f"{secrets.token_hex(5)}@example.org"


def sign_up(person: Person, email: str | None = None, name: str | None = None) -> None:
    """Sign up and confirm, up to the page of one's own profile."""
    name, email = name or new_name(person), email or new_address()
    person.visit("/signup")
    person.fill(display_name=name, email=email, password=PASSWORD)
    person.press()
    confirm_address(person, email)
    person.is_at("/settings/profile")
    remember_account(person, name, email)


def remember_account(person: Person, name: str, email: str) -> None:
    """Read one's handle from the page of one's own profile."""
    person.account = Account(name, email, person.main.locator('[name="handle"]').input_value())


def confirm_address(person: Person, email: str) -> None:
    """Open the mail that came after signing up, its link, and press the one button behind it."""
    person.open_mail(email, about="/confirm/")
    person.follow_mail("/confirm/")
    person.press()


def log_in(person: Person) -> None:
    """Log in with one's own account."""
    person.visit("/login")
    person.fill(email=person.account.email, password=PASSWORD)
    person.press()
    if person.account.app:
        person.fill(code=person.account.app.show())
        person.press()


def set_up_app(person: Person) -> list[str]:
    """Set up an authenticator app on the page that explains it, and go on; returns the recovery codes."""
    person.press("/authenticator/begin")
    app = AuthenticatorApp(person.main.locator(".secret code").inner_text().replace(" ", ""))
    person.fill(code=app.show())
    person.press()
    codes = person.main.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    person.account = replace(person.account, app=app)
    with person.page.expect_navigation():
        person.main.locator(".actions a").click()
    return codes


def remove_app(person: Person) -> None:
    """Take the authenticator app away again."""
    person.visit("/settings/security")
    person.press("/authenticator/remove")
    person.is_told()
    person.account = replace(person.account, app=None)


def log_out(person: Person) -> None:
    """Log out, from whatever page one is on."""
    with person.page.expect_navigation():
        person.page.locator('header form[action$="/logout"] button').click()
    person.finds('header a[href$="/login"]')


def endorse_as_visitor(person: Person, name: str, email: str, commitments: list[str], **pledges: str) -> None:
    """Fill in the form of endorsing, up to the page that says to look into one's mail."""
    person.visit("/endorse")
    person.fill(commitments=commitments, **pledges)
    person.fill(shown="named", name=name, country="KR", email=email)
    person.press()
    person.is_at("/endorse/sent")


def found_group(administrator: Person, coordinator: Account, **answers: str) -> str:
    """Make a group with a coordinator; returns the last part of its address. answers: fields that differ."""
    slug = f"readers-{secrets.token_hex(3)}"
    administrator.visit("/admin/groups/new")
    administrator.fill(commitments=["2", "7"], join_policy="open", visibility="public")
    for language, words in WORDS.items():
        names = {f"name_{language}": f"{words['group']} {slug[-6:]}", f"purpose_{language}": words["purpose"]}
        administrator.fill(**names)
    administrator.fill(slug=slug, coordinator=coordinator.handle, **answers)
    administrator.press()
    administrator.is_at(f"/groups/{slug}")
    return slug


def ask_to_join(person: Person, slug: str, *answers: str) -> None:
    """Answer a group's questions and send the request."""
    person.visit(f"/groups/{slug}/join")
    person.fill(**{f"answer_{number}": answer for number, answer in enumerate(answers, 1)})
    person.press()
    person.is_at(f"/groups/{slug}")


def leave(person: Person, slug: str) -> None:
    """Leave a group."""
    person.visit(f"/groups/{slug}")
    person.press(f"/groups/{slug}/leave")


def join(person: Person, slug: str) -> None:
    """Join an open group."""
    person.visit(f"/groups/{slug}")
    person.press(f"/groups/{slug}/join")


def invite(coordinator: Person, slug: str) -> str:
    """Make an invitation for one person; returns its link."""
    coordinator.visit(f"/groups/{slug}/invitations")
    coordinator.fill(days="3", max_uses="1", note="1")
    coordinator.press()
    return coordinator.main.locator("input[readonly]").first.input_value()
