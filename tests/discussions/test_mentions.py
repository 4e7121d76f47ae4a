"""Mentions: what is one, and where it leads."""

import pytest

from community.discussions.mentions import MOST, find_handles, link_mentions
from community.web.markdown import markdown


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("@haru, come", {"haru"}),
        ("(@haru-kim) @mina.", {"haru-kim", "mina"}),
        ("@haru님", set()),
        ("mail@haru.example", set()),
        ("https://example.org/@haru", set()),
        ("@@haru @ab- @-ab @a", set()),
        ("@HARU", set()),
    ],
)
def test_what_mentions_somebody(text, handles):
    assert find_handles(text) == handles


def test_who_lists_everybody_mentions_the_first_few():
    assert len(find_handles(" ".join(f"@member-{number}" for number in range(100)))) == MOST


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**@haru**", '<p><strong><a href="/p">@haru</a></strong></p>'),
        ("`@haru`", "<p><code>@haru</code></p>"),
        ("@mina", "<p>@mina</p>"),
        ("<i>@haru</i>", '<p>&lt;i&gt;<a href="/p">@haru</a>&lt;/i&gt;</p>'),
    ],
)
def test_where_mentions_lead(text, html):
    assert str(link_mentions(markdown(text), {"haru": "/p"})).strip() == html


def test_a_mention_within_a_link_stays_words():
    html = link_mentions(markdown("[@haru](https://example.org/@haru)"), {"haru": "/p"})
    assert 'href="/p"' not in html
