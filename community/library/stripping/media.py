"""Pictures inside other files: what they say of themselves is cut out, the pixels stay as they are coded."""

import re

# Of a JPEG stay the JFIF head, the colour profile and Adobe's note of how colours are coded.
_JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_JPEG_NOTES = {*range(0xE0, 0xF0), 0xFE}
_SCAN, _END = 0xDA, 0xD9
_NEXT_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_NOTES = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}


def strip_jpeg(data: bytes) -> bytes:
    """A JPEG without where, when and with what it was taken, and without the pictures that telephones put behind it,
    which say the same of themselves; anything else as it is."""
    if not data.startswith(b"\xff\xd8\xff"):
        return data
    kept, place = [data[:2]], 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != _END:
        mark = data[place + 1]
        if mark == 0xFF:  # a filler
            place += 1
            continue
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if mark not in _JPEG_NOTES or (mark in _JPEG_KEPT and data[place + 4 : end].startswith(_JPEG_KEPT[mark])):
            kept.append(data[place:end])
        place = end
        if mark == _SCAN:  # after its head stands what is coded, as long as no mark ends it
            found = _NEXT_MARK.search(data, place)
            end = found.start() if found else len(data)
            kept.append(data[place:end])
            place = end
    return b"".join([*kept, b"\xff\xd9"])


def strip_png(data: bytes) -> bytes:
    """A PNG without its texts; anything else as it is."""
    if not data.startswith(_PNG_START):
        return data
    kept, place = [_PNG_START], len(_PNG_START)
    while place + 12 <= len(data):
        kind = data[place + 4 : place + 8]
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        if kind not in _PNG_NOTES:
            kept.append(data[place:end])
        place = end
        if kind == b"IEND":
            break
    return b"".join(kept)


def strip_media(data: bytes) -> bytes:
    """A picture of either kind without what it says of itself; anything else as it is."""
    return strip_png(strip_jpeg(data))
