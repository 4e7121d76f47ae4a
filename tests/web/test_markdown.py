"""What members write in Markdown becomes HTML with which nobody can do harm."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from community.i18n import in_language
from community.web.links import outside_host
from community.web.markdown import HEADINGS, REL, TAGS, markdown


def read(text):
    return BeautifulSoup(markdown(text), "html.parser")


def harm_in(html):
    """What should never stand in the HTML of what a member wrote: any element, attribute or address but those known."""
    found = []
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        if element.name == "span":
            allowed = set(element.attrs) == {"class", "lang"} and element.parent.name == "a"
        elif element.name == "a":
            allowed = element.attrs.get("rel") == REL.split() and outside_host(element.attrs.get("href", ""))
            allowed = allowed and set(element.attrs) == {"href", "rel"}
        elif element.name == "ol":
            allowed = not element.attrs or (list(element.attrs) == ["start"] and element.attrs["start"].isdigit())
        else:
            allowed = element.name in TAGS and not element.attrs
        if not allowed:
            found.append(str(element))
    return found


PIECES = [
    "<", ">", "&", '"', "'", "`", "*", "**", "_", "[", "]", "(", ")", "](", "![", "\\", "\n", "\n\n", "    ", "> ",
    "- ", "1. ",
    "2024. ", "#", "|", "---", "```", "a", "물결", "人", " ", "\t", "<script>", "</a>", "<a href=",
    "<img src=x onerror=alert(1)>",
    "<b>", "<!--", "-->", "<![CDATA[", "<https://example.org>", "javascript:alert(1)", "https://example.org",
    "data:text/html,x",
    "&#106;avascript:", "&lt;", "%E2%80%AE", "https://u@example.org", "//example.org", "[x]: https://example.org",
    "<svg/onload=1>",
    "onclick=alert(1)", "style=color:red", "title", '"x"', "\u202e", "\0", "http://example.org",
    "mailto:a@example.org", "HTTPS://",
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=30).map("".join)


@given(texts)
@example("[x](https://example.org 'title')")
@example("[x](HTTPS://example.org)")
@example('<a href="https://example.org" onclick="alert(1)">x</a>')
@example("[x](<https://example.org\\@evil.example>)")
@example("[" * 500 + "](" * 500)
@example("> " * 500 + "x")
@example("*" * 999 + "_" * 999)
def test_nothing_but_what_is_known_comes_out(text):
    assert harm_in(markdown(text)) == []
    with_headings = BeautifulSoup(markdown(text, headings=True), "html.parser")
    for heading in with_headings.find_all(HEADINGS):
        assert not heading.attrs
        heading.unwrap()
    assert harm_in(str(with_headings)) == []


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# One\n## Two\n# Three", ["h2", "h3", "h2"]),
        ("## One\n### Two\n###### Three", ["h2", "h3", "h3"]),
        ("> # Inside a quotation\n\n## After", ["h2", "h3"]),
        ("#hashtag\n\nOne\n===\n\nTwo\n---", []),
        ("# <script>alert(1)</script> {#id} onclick=x", ["h2"]),
    ],
)
def test_headings_stand_below_that_of_the_page(text, levels):
    found = BeautifulSoup(markdown(text, headings=True), "html.parser")
    assert [heading.name for heading in found.find_all(["h1", *HEADINGS, "h4"])] == levels
    assert not found.find("script")
    assert not read(text).find(["h1", *HEADINGS, "h4"]), "where nobody asked for headings there are none"


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>", "<img src=x>", "<p onclick=x>", "<p style='color:red'>", "<a>x</a>", "<h2>x</h2>",
        "<a href='http://example.org' rel='noopener noreferrer nofollow ugc'>x</a>",
        "<a href='javascript:alert(1)' rel='noopener noreferrer nofollow ugc'>x</a>",
        "<a href='https://example.org'>x</a>", "<a href='/en/logout' rel='noopener noreferrer nofollow ugc'>x</a>",
        "<a href='https://example.org' rel='noopener noreferrer nofollow ugc' title='x'>x</a>", "<ol start='1x'>",
        "<span class=x lang=en>x</span>", "<p lang=en>",
    ],
)  # fmt: skip
def test_the_check_for_harm_finds_it(html):
    assert harm_in(html)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
        ("**strong** *soft* `code`", "<p><strong>strong</strong> <em>soft</em> <code>code</code></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("<b>x</b> & y", "<p>&lt;b&gt;x&lt;/b&gt; &amp; y</p>\n"),
        ("\\*as typed\\*", "<p>*as typed*</p>\n"),
        ("", ""),
    ],
)
def test_the_marks_that_people_use(text, html):
    assert markdown(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "# Heading", "Heading\n=======", "---", "| a | b |\n|---|---|", "[a]: https://example.org", "![a](/x.png)",
        "&copy; &#8238;", "2024. 7. 22. 워싱턴에서", "[a](http://example.org)", "[a](javascript:alert(1))",
        "[a](/en/logout)",
        "[a](//example.org)", "[a](https://user@example.org)", "[a](https://127.0.0.1)", "<http://example.org>",
    ],
)  # fmt: skip
def test_whatever_else_looks_like_a_mark_stays_what_was_typed(text):
    html = read(text)
    assert {element.name for element in html.find_all(True)} <= {"p", "br"}
    assert html.get_text().strip() == text


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("**인권(人權)**을 말합니다", "인권(人權)"),
        ("그는**“자유”**라고", "“자유”"),
        ("**희망!**이라는 말", "희망!"),
        ("이것은 **‘존엄’**입니다.", "‘존엄’"),
        ("**자유**를", "자유"),
        ("**人権（じんけん）**を", "人権（じんけん）"),
    ],
)
def test_emphasis_holds_beside_scripts_without_spaces(text, strong):
    html = read(text)
    assert html.strong.get_text() == strong
    assert "*" not in html.get_text()


@pytest.mark.parametrize("text", ["2 * 3 * 4", "snake_case_name", "** not **", "a*(b)*c"])
def test_elsewhere_emphasis_is_what_it_was(text):
    assert not read(text).find(["strong", "em"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[my choir](https://choir.example.org/songs)", "my choir (choir.example.org)"),
        ("[https://example.com](https://evil.example.org)", "https://example.com (evil.example.org)"),
        ("[a](https://a.example.org) [b](https://b.example.org)", "a (a.example.org)"),
        ("<https://example.org/%E2%80%AE>", "https://example.org/%E2%80%AE"),
        ("[물결](https://한국.kr/물결)", "물결 (한국.kr)"),
        ("[a](https://аpple.com)", "a (xn--pple-43d.com)"),  # its first letter is Cyrillic
    ],
)
def test_a_link_says_where_it_leads(text, said):
    link = read(text).a
    assert link.span.extract().get_text() == "(leaves this site)"
    assert link.get_text().strip() == said


def test_the_second_of_two_links_says_its_own_host():
    first, second = read("[a](https://a.example.org) [b](https://b.example.org)").select("a")
    assert "a.example.org" in first.get_text()
    assert "b.example.org" in second.get_text()


def test_what_is_said_of_a_link_is_in_the_language_of_the_page():
    with in_language("ko"):
        assert read("<https://example.org>").span["lang"] == "ko"
