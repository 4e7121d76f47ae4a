"""Looks into files that members share, and takes out of them what says who made them.

What comes in was made by anybody, and parsers have had holes. So everything here runs in a process of its own
(`child.py`): it knows nothing of the site, gets no secret, may write no file, and has little memory and time. Each
module takes one family of files; its `strip(data, kind)` gives the bytes that may be kept, or raises NotTaken.
"""

import enum


class Fault(enum.IntEnum):
    """Why a file is not taken; the number is what the process leaves with."""

    BROKEN = 10
    TOO_LARGE = 11
    WRONG_KIND = 12
    ENCRYPTED = 13
    RUNS = 14  # macros, scripts, actions
    EMBEDDED = 15  # other files inside
    EXTERNAL = 16  # what is fetched from elsewhere when the file is opened
    HIDDEN = 17  # something else beside or between what the kind has
    FORMULA = 18
    UNKNOWN_PART = 19


class NotTaken(Exception):
    """A file that is not taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
