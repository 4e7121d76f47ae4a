"""Pictures inside other files: what they say of themselves is cut out, the pixels stay as they are coded."""

import re

# Of a JPEG stay the JFIF head, the colour profile and Adobe's note of how colours are coded.
_JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_JPEG_NOTES = {*range(0xE0, 0xF0), 0xFE}
_SCAN, _END = 0xDA, 0xD9
_NEXT_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG2000_START = b"\0\0\0\x0cjP  \r\n\x87\n"
_JPEG2000_KEPT = {b"jP  ", b"ftyp", b"jp2h", b"jp2c", b"rreq", b"jpch", b"jplh"}
_PNG_START = b"\x89PNG\r\n\x1a\n"
# Of a PNG stay, beside what it cannot be drawn without, its colours, its size on paper and its motion. Programs make
# chunks of their own for whatever they like, so that no list of what goes would be whole.
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD"}
_PNG_KEPT |= {b"pHYs", b"acTL", b"fcTL", b"fdAT"}
_GIF_STARTS = (b"GIF87a", b"GIF89a")
_GIF_EXTENSION, _GIF_IMAGE = 0x21, 0x2C
_GIF_COMMENT, _GIF_PROGRAM = 0xFE, 0xFF
_GIF_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")  # of what programs add: how often a film is shown again


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


def strip_jpeg2000(data: bytes) -> bytes:
    """A JPEG 2000 without the boxes of notes between its head and what is coded; anything else as it is."""
    if not data.startswith(_JPEG2000_START):
        return data
    kept, place = [], 0
    while place + 8 <= len(data):
        size, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        if size == 1:  # it is told behind the name
            size = int.from_bytes(data[place + 8 : place + 16], "big")
        end = place + size if size else len(data)
        if size and size < 8:
            break
        if kind in _JPEG2000_KEPT:
            kept.append(data[place:end])
        place = end
    return b"".join(kept)


def strip_png(data: bytes) -> bytes:
    """A PNG without what is not needed to draw it; anything else as it is."""
    if not data.startswith(_PNG_START):
        return data
    kept, place = [_PNG_START], len(_PNG_START)
    while place + 12 <= len(data):
        kind = data[place + 4 : place + 8]
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        if kind in _PNG_KEPT:
            kept.append(data[place:end])
        place = end
        if kind == b"IEND":
            break
    return b"".join(kept)


def strip_gif(data: bytes) -> bytes:
    """A GIF without its comments and without what programs add to it; anything else as it is."""
    if not data.startswith(_GIF_STARTS):
        return data
    place = 13 + _gif_colours(data, 10)
    kept = [data[:place]]
    while place + 2 <= len(data) and data[place] in (_GIF_EXTENSION, _GIF_IMAGE):
        is_image = data[place] == _GIF_IMAGE
        head = place + (11 + _gif_colours(data, place + 9) if is_image else 2)
        end = _gif_end(data, head)
        label, said = data[place + 1], data[head:end]
        is_note = label == _GIF_COMMENT or (label == _GIF_PROGRAM and not said.startswith(_GIF_LOOPS))
        if is_image or not is_note:
            kept.append(data[place:end])
        place = end
    return b"".join([*kept, b";"])


def _gif_colours(data: bytes, place: int) -> int:
    """How many bytes the table of colours has of which the byte at a place tells."""
    flags = data[place] if place < len(data) else 0
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _gif_end(data: bytes, place: int) -> int:
    """Where a row of blocks ends that begins at a place: each says its length, and the last one has none."""
    while place < len(data) and data[place]:
        place += data[place] + 1
    return place + 1


def strip_emf(data: bytes) -> bytes:
    """A drawing of Windows without the names of its program and its file in its head; anything else as it is."""
    if data[:4] != b"\x01\0\0\0" or data[40:44] != b" EMF":
        return data
    letters, place = (int.from_bytes(data[at : at + 4], "little") for at in (60, 64))
    end = min(place + 2 * letters, int.from_bytes(data[4:8], "little"), len(data))  # never past the head
    return data[:place] + bytes(max(0, end - place)) + data[end:] if 0 < place < end else data


def strip_media(data: bytes) -> bytes:
    """A picture of any of these kinds without what it says of itself; anything else as it is."""
    for strip in (strip_jpeg, strip_png, strip_gif, strip_emf):
        data = strip(data)
    return data
