"""Pictures, shared as such and inside other files: they lose what they say of themselves and keep their pixels."""

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from community.library.stripping import images
from community.library.stripping.media import strip_media
from tests.library.documents import MARK, photo
from tests.members.pictures import canary_exif, picture, written


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_pictures_are_drawn_anew_in_their_own_shape(kind, name):
    before = picture(kind, (60, 25), exif=canary_exif("canary"))
    assert MARK in before, "nothing to lose: this shows nothing"
    after = images.strip(before, name)
    assert MARK not in after
    with Image.open(io.BytesIO(after)) as drawn:
        assert (drawn.size, drawn.format) == ((60, 25), kind)


@pytest.mark.parametrize("progressive", [False, True])
def test_pictures_inside_lose_what_stands_behind_them_and_keep_their_pixels(progressive):
    """Telephones put further pictures behind a photo, each with what it says of itself."""
    whole = written(Image.effect_noise((64, 48), 60), "JPEG", exif=canary_exif("canary"), progressive=progressive)
    more = b"\xff\xe2" + (2 + 4 + 6).to_bytes(2, "big") + b"MPF\0" + MARK
    after = strip_media(whole[:2] + more + whole[2:] + photo() + MARK)
    assert MARK not in after
    assert after.endswith(b"\xff\xd9")
    assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(whole)).tobytes()


def test_a_png_inside_keeps_what_it_is_drawn_with_and_no_chunk_that_a_program_made_up():
    notes = PngInfo()
    notes.add_text("Author", "canary-author")
    notes.add(b"caBX", b"canary-credentials")
    picture_in_colours = Image.effect_noise((20, 10), 60).quantize(8)
    data = io.BytesIO()
    picture_in_colours.save(data, "PNG", pnginfo=notes, transparency=3, dpi=(300, 300))
    before = data.getvalue()
    assert before.count(MARK) == 2, "nothing to lose: this shows nothing"
    after = strip_media(before)
    assert MARK not in after
    with Image.open(io.BytesIO(before)) as was, Image.open(io.BytesIO(after)) as drawn:
        assert drawn.convert("RGBA").tobytes() == was.convert("RGBA").tobytes()
        assert drawn.info == {key: value for key, value in was.info.items() if key != "Author"}
    assert zlib.crc32(after[12:29]) == struct.unpack(">I", after[29:33])[0]


def test_a_gif_inside_keeps_its_film_and_loses_what_is_noted():
    frames = [Image.effect_noise((20, 10), 60).quantize(8) for _frame in range(3)]
    data = io.BytesIO()
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:], loop=2, comment=b"canary-comment " * 30)
    whole = data.getvalue()
    xmp = b"\x21\xff\x0bXMP DataXMP<x>canary-xmp</x>\x01\0\0"
    before = whole[:-1] + xmp + b";" + MARK
    after = strip_media(before)
    assert before.count(MARK) > 3, "nothing to lose: this shows nothing"
    assert MARK not in after
    with Image.open(io.BytesIO(whole)) as was, Image.open(io.BytesIO(after)) as drawn:
        assert (drawn.n_frames, drawn.info["loop"]) == (3, 2)
        for number in range(3):
            was.seek(number)
            drawn.seek(number)
            assert drawn.convert("RGB").tobytes() == was.convert("RGB").tobytes()


def test_a_drawing_inside_loses_the_name_of_its_file():
    name = "canary-program\0canary-file\0\0".encode("utf-16-le")
    head = struct.pack("<II32s4sIIIHHII", 1, 88 + len(name), bytes(32), b" EMF", 0, 0, 0, 0, 0, len(name) // 2, 88)
    before = head.ljust(88, b"\0") + name + b"what is drawn"
    after = strip_media(before)
    assert len(after) == len(before)
    assert "canary".encode("utf-16-le") not in after
    assert (after[:88], after[-13:]) == (before[:88], b"what is drawn")


@pytest.mark.parametrize("broken", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\0\0", b"GIF89a", b"GIF89a" + b"\xff" * 30])
def test_a_picture_that_ends_too_early_is_read_to_its_end(broken):
    assert len(strip_media(broken)) <= len(broken) + 2
