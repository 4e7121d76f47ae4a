"""What members write in Markdown, as HTML with which nobody can do harm.

Two walls stand one behind the other: the parser writes no HTML of the author and knows few marks; what it gives is
washed once more, down to a short list of elements.
"""

import re
from collections.abc import Iterator

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from markupsafe import Markup

from community.i18n import _, current_language
from community.web.links import outside_host

HEADINGS = {"h2", "h3"}
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "a"}
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
REL = "noopener noreferrer nofollow ugc"
# Everything else (headings, pictures, tables, rules, blocks of code, references) stays the text that was typed; so do
# entities, which could write characters that forms refuse.
_MARKS = ["blockquote", "list", "newline", "escape", "backticks", "emphasis", "link", "autolink"]
_OPTIONS = {"html": False, "breaks": True, "maxNesting": 20}
# A line that begins with a year is no list: dates are written so in Korean (2024. 7. 22.).
_YEAR = re.compile(r"^([ >\t]*[0-9]{3,})(?=[.)])", re.MULTILINE)
# Letters that are written without spaces before what belongs to them: Hangul, Chinese characters, kana.
_WITHOUT_SPACES = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)


def markdown(text: str, *, headings: bool = False) -> Markup:
    """Markdown as safe HTML: paragraphs, emphasis, lists, quotations, code and links that lead away by https.

    headings: whether lines that begin with # are headings, below the first one of the page; else they stay as typed.
    """
    parser = _parser_with_headings if headings else _parser
    washed = nh3.clean(
        parser.render(_YEAR.sub(r"\1\\", text)),
        tags=TAGS | HEADINGS if headings else TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https"},
        url_relative="deny",
        link_rel=REL,
    )
    # In washed HTML every "</a>" ends a link: in text it would read "&lt;/a&gt;".
    return Markup(washed.replace("</a>", f"{leaving()}</a>"))  # noqa: S704  (washed above)


def leaving() -> Markup:
    """What the end of a link says to those who hear the page: that it leaves this site. The rest see an arrow."""
    mark = Markup(' <span class="visually-hidden" lang="{}">{}</span>')
    return mark.format(current_language(), _("(leaves this site)"))


class _State(StateInline):
    """Emphasis beside scripts without spaces: `**인권(人權)**을` is strong, which CommonMark leaves as it is typed."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803  (the parser's names)
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        opens = not isWhiteSpace(ord(after)) and (not _is_mark(after) or _may_touch_mark(before))
        closes = not isWhiteSpace(ord(before)) and (not _is_mark(before) or _may_touch_mark(after))
        return Scanned(
            opens and (canSplitWord or not closes or _is_mark(before)),
            closes and (canSplitWord or not opens or _is_mark(after)),
            end - start,
        )


def _is_mark(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _may_touch_mark(character: str) -> bool:
    return isWhiteSpace(ord(character)) or _is_mark(character) or bool(_WITHOUT_SPACES.match(character))


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _tell_where_links_lead(state: StateCore) -> None:
    """Write the host after the words of every link: words can promise another place than the address."""
    for block in state.tokens:
        block.children = list(_with_hosts(block.children)) if block.children else block.children


def _with_hosts(line: list[Token]) -> Iterator[Token]:
    host = ""
    for token in line:
        if token.type == "link_open":
            host = outside_host(str(token.attrs["href"])) or ""
        elif token.type == "link_close" and token.info != "auto":  # an address between < and > is its own words
            yield Token("text", "", 0, content=f" ({host})")
        yield token


def _lower_headings(state: StateCore) -> None:
    """Begin with the second level, as the page has the first; leave no level out, and have none below the third."""
    deepest = 1
    for token in state.tokens:
        if token.type == "heading_open":
            deepest = 3 if len(token.markup) > 1 and deepest >= 2 else 2
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{deepest}"


class _Parser(MarkdownIt):
    def __init__(self, *, headings: bool = False) -> None:
        super().__init__("zero")
        self.inline = _Inline()
        self.configure("zero", _OPTIONS).enable([*_MARKS, "heading"] if headings else _MARKS)
        if headings:
            self.core.ruler.push("lower_headings", _lower_headings)
        self.core.ruler.push("tell_where_links_lead", _tell_where_links_lead)

    def validateLink(self, url: str) -> bool:  # noqa: N802  (the parser's name)
        return outside_host(url) is not None

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link  # as it was typed: %E2%80%AE would be written as the character that turns the text around


_parser = _Parser()
_parser_with_headings = _Parser(headings=True)
