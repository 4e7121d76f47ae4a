"""Addresses: two spellings of one are one, and two are two."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.accounts.addresses import PROVIDERS, address_index, address_indexes, normalize
from community.accounts.operations import sign_up
from community.errands import run_due_errands
from tests.factories import MemberFactory


@pytest.mark.parametrize(
    "spelling",
    [
        "haru@한국.kr",
        "HARU@한국.KR",
        "haru@xn--3e0b707e.kr",
        "haru@XN--3E0B707E.kr",
        "  haru@한국.kr\n",
    ],
)
def test_spellings_of_one_address_are_one(spelling):
    assert normalize(spelling) == "haru@xn--3e0b707e.kr"
    assert address_index(spelling) == address_index("haru@한국.kr")


def test_hangul_composed_and_decomposed_is_one():
    assert normalize(unicodedata.normalize("NFD", "하루@example.org")) == normalize("하루@example.org")


@pytest.mark.parametrize(
    ("spelling", "form"),
    [
        ("Ha.Ru+News@GMail.com", "haru@gmail.com"),
        ("haru@googlemail.com", "haru@gmail.com"),
        ("ha-r.u_@pm.me", "haru@proton.me"),
        ("haru+x@protonmail.com", "haru@proton.me"),
        ("haru@protonmail.ch", "haru@proton.me"),
        ("ha.ru+a+b@icloud.com", "ha.ru@icloud.com"),
        ("haru@me.com", "haru@icloud.com"),
        ("haru@MAC.com", "haru@icloud.com"),
        ("haru@hanmail.net", "haru@daum.net"),
        ("haru+x@hanmail.net", "haru+x@daum.net"),
        ("ha.ru+x@outlook.com", "ha.ru@outlook.com"),
        ("haru+x@hotmail.com", "haru@hotmail.com"),
        ("haru+x@live.com", "haru@live.com"),
        ("haru+x@fastmail.fm", "haru@fastmail.fm"),
        # Nothing is known of these.
        ("ha.ru+x@example.org", "ha.ru+x@example.org"),
        ("haru+x@naver.com", "haru+x@naver.com"),
        ("haru@gmail.com.example", "haru@gmail.com.example"),
        ("h.aru@mail.gmail.com", "h.aru@mail.gmail.com"),
        # What is left of these names nobody.
        ("+x@gmail.com", "+x@gmail.com"),
        ("...@gmail.com", "...@gmail.com"),
    ],
)
def test_addresses_of_one_mailbox_are_one_as_far_as_its_provider_is_known(spelling, form):
    assert normalize(spelling) == form
    assert normalize(form) == form
    assert address_index(spelling) == address_index(form)
    assert address_index(spelling) in address_indexes(form)


def test_every_provider_stands_for_itself():
    assert {provider.domain for provider in PROVIDERS.values()} <= set(PROVIDERS)


@given(st.emails(domains=st.sampled_from(sorted(PROVIDERS))))
def test_the_form_of_a_form_is_itself(address):
    assert normalize(normalize(address)) == normalize(address)


def test_mail_goes_to_the_address_as_it_was_typed(outbox):
    sign_up(email="Ha.Ru+News@gmail.com", password="quiet lanterns over water", display_name="Haru", language="en")
    run_due_errands()
    assert [mail.recipient for mail in outbox()] == ["Ha.Ru+News@gmail.com"]


def test_a_second_account_with_another_spelling_of_the_same_mailbox_is_none(outbox):
    member = MemberFactory(address="haru@gmail.com")
    sign_up(email="ha.ru+two@googlemail.com", password="quiet lanterns over water", display_name="Haru", language="en")
    run_due_errands()
    assert [(mail.recipient, mail.template.split("/")[-1]) for mail in outbox()] == [(member.email, "account_exists")]


@pytest.mark.parametrize(
    "other", ["haru@example.org", "haru.@한국.kr", "haru+x@한국.kr", "하루@한국.kr", "haru@한국.com"]
)
def test_other_addresses_are_others(other):
    assert address_index(other) != address_index("haru@한국.kr")


@pytest.mark.parametrize("text", ["", "@", "haru", "@@", "haru@", "haru@..", "haru@-", f"haru@{'x' * 300}", "haru@\0"])
def test_what_is_no_address_breaks_nothing(text):
    assert len(address_index(text)) == 32
