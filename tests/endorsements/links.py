"""The links in mails."""

import re
from urllib.parse import urlsplit


def links_in(mail):
    """The paths of every link in a mail's text."""
    return [urlsplit(url).path for url in re.findall(r"http://\S+", mail.text)]


def link_to(mail, page):
    """The path of the one link in a mail that leads to a page of `/endorse/`."""
    (path,) = [path for path in links_in(mail) if f"/endorse/{page}/" in path]
    return path


def token_of(mail, page):
    """The token of that link."""
    return link_to(mail, page).rsplit("/", 1)[1]
