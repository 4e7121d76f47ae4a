"""Where the quick exit leads: pages that nobody has to explain, in the language of the reader."""

from community.accounts.models import ExitTo, Member

_PAGES: dict[ExitTo, dict[str, str]] = {
    ExitTo.ENCYCLOPEDIA: {"en": "https://en.wikipedia.org/", "ko": "https://ko.wikipedia.org/"},
    ExitTo.WEATHER: {"en": "https://www.bbc.com/weather", "ko": "https://www.weather.go.kr/"},
    ExitTo.PORTAL: {"en": "https://www.bing.com/", "ko": "https://www.naver.com/"},
}


def exit_page(choice: ExitTo, language: str, default: str) -> str:
    """The address behind a choice; `default` is what the site has set."""
    return _PAGES[choice][language] if choice in _PAGES else default


def exit_page_of(member: Member | None, language: str, default: str) -> str:
    """The address that the quick exit leads somebody to; a visitor's is what the site has set."""
    return exit_page(member.exit_to, language, default) if member else default
