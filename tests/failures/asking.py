"""A visitor without a browser, who takes each answer as it comes."""

import http.client
import re
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlencode, urlsplit

SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What the site answered."""

    status: int
    headers: Message
    text: str


class Asker:
    """Somebody with one cookie and one form token, who asks once and does not try again."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._cookie = ""
        self._token = ""

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path)

    def endorse(self, address: str) -> Answer:
        """Send the form of an endorsement, opened beforehand if it was not yet."""
        if not self._token:
            page = self._ask("GET", "/en/endorse")
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
            assert found, page.text
            self._token, self._cookie = found[1], page.headers["Set-Cookie"].partition(";")[0]
        fields = {"email": address, "commitments": "1", "shown": "counted", "csrf_token": self._token}
        return self._ask("POST", "/en/endorse", urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self._url).netloc, timeout=SECONDS)
        try:
            headers = {"Cookie": self._cookie} if self._cookie else {}
            if body is not None:
                headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"{self._url}/en/endorse"}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()
