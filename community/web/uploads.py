"""What may be sent, and where it waits meanwhile: in memory, never in a file on the way."""

import io
from typing import IO

from flask import Flask, Request, request

from community.access import viewer

# Endpoints that take a file of a member, and how many bytes a form there may have. MAX_CONTENT_LENGTH holds elsewhere.
UPLOADS = {
    "members.settings_picture": 12 * 1024 * 1024 + 64 * 1024,
    "library.share_file": 10 * 1024 * 1024 + 64 * 1024,
}


class RequestInMemory(Request):
    """A request whose files stay in memory: what is on a disk once may be found there for long."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


def init_app(app: Flask) -> None:
    """Let members send files where files belong. Comes before whatever reads forms, as the check of their token."""
    app.request_class = RequestInMemory
    app.before_request(_take_more)


def _take_more() -> None:
    if request.method == "POST" and request.endpoint in UPLOADS and viewer():
        request.max_content_length = UPLOADS[request.endpoint]
