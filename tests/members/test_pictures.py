"""What becomes of an uploaded picture: two small squares and nothing else, or a refusal."""

import base64
import contextlib
import subprocess
import sys
import threading
import uuid

import pytest
from PIL import Image, ImageCms

from community.members import decoding, pictures
from community.members.pictures import (
    BrokenPicture,
    NoPicture,
    NotOnlyAPicture,
    OneAtATime,
    TooBusy,
    TooFewPixels,
    TooManyBytes,
    TooManyPixels,
    TooManyScans,
    portray,
    turn,
)
from tests.members.pictures import (
    FORMATS,
    ORIENTATION,
    archive,
    bomb,
    canary_profile,
    chunk,
    chunks_of,
    corners,
    look,
    picture,
    png,
    scanned_again,
    telephone_trailer,
    webp_of_declared_size,
    with_canaries,
    with_declared_size,
    written,
)

JPEG = picture("JPEG")
# How a picture lies before it is turned upright by what its EXIF says.
LYING = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def near(pixel, wanted):
    return all(abs(one - other) < 14 for one, other in zip(pixel, wanted, strict=True))


def quarters(image):
    side = image.width
    return [image.getpixel((x * side // 4, y * side // 4)) for y in (1, 3) for x in (1, 3)]


@pytest.mark.parametrize("kind", FORMATS)
def test_two_squares_are_made_of_every_kind_that_is_taken(kind):
    made = portray(picture(kind, (1000, 700), colour=(200, 40, 90)))
    small, large = look(made.small), look(made.large)
    assert (small.size, large.size) == ((96, 96), (384, 384))
    assert near(large.getpixel((190, 190)), (200, 40, 90))
    assert small.mode == large.mode == "RGB"


def test_a_small_picture_is_not_blown_up():
    made = portray(picture("PNG", (96, 130)))
    assert (look(made.small).size, look(made.large).size) == ((96, 96), (96, 96))


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_but_pixels_comes_through(kind):
    """A canary stands in EXIF with its place, in XMP, the colour profile, comments, and after the end."""
    given = with_canaries(kind, "canary")
    planted = {
        part for part in ("maker", "gps", "xmp", "text", "comment", "trailer") if f"canary-{part}".encode() in given
    }
    assert planted >= {"maker", "gps", "xmp", "trailer"}  # the control: they are found where they are
    assert b"canary-icc" in canary_profile("canary")
    made = portray(given)
    for data in (made.small, made.large):
        assert b"canary" not in data
        assert chunks_of(data) == [b"VP8 "]
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(look(data).info)


def test_a_thumbnail_inside_does_not_come_through():
    inside = base64.b64decode(base64.b64encode(picture("JPEG", (100, 100), colour=(1, 2, 3), comment="canary-inside")))
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00" + inside
    given = picture("JPEG", exif=exif)
    assert b"canary-inside" in given
    assert b"canary-inside" not in portray(given).large


@pytest.mark.parametrize("orientation", LYING)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_turned_upright(kind, orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    upright, lying = corners(), corners().transpose(LYING[orientation])
    assert quarters(lying) != quarters(upright)
    made = look(portray(written(lying, kind, exif=exif)).large)
    assert all(map(near, quarters(made), quarters(upright))), quarters(made)


def test_the_middle_is_kept():
    image = Image.new("RGB", (600, 200), (255, 0, 0))
    image.paste((0, 255, 0), (200, 0, 400, 200))
    made = look(portray(written(image, "PNG")).large)
    assert near(made.getpixel((2, 100)), (0, 255, 0))
    assert near(made.getpixel((197, 100)), (0, 255, 0))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_is_quiet(kind, mode):
    if (kind, mode) != ("PNG", "LA") and mode == "LA":
        pytest.skip("this kind has no such mode")
    made = portray(written(Image.new(mode, (200, 200)), kind))
    assert near(look(made.large).getpixel((50, 50)), decoding.BACKGROUND)


@pytest.mark.parametrize(
    ("mode", "colour"), [("1", 1), ("L", 200), ("P", 5), ("CMYK", (0, 255, 255, 0)), ("I;16", 51400)]
)
def test_every_way_of_writing_colours_is_read(mode, colour):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    made = look(portray(written(Image.new(mode, (200, 200), colour), kind)).large)
    wanted = {"1": (255, 255, 255), "L": (200, 200, 200), "I;16": (200, 200, 200), "CMYK": (255, 0, 0)}
    assert made.mode == "RGB"
    assert mode not in wanted or near(made.getpixel((9, 9)), wanted[mode])


def test_a_transparent_colour_of_a_palette_is_quiet():
    image = Image.new("P", (200, 200), 3)
    image.putpalette([9, 9, 9] * 10)
    made = portray(written(image, "PNG", transparency=3))
    assert near(look(made.large).getpixel((50, 50)), decoding.BACKGROUND)


def test_colours_of_another_profile_become_those_of_screens():
    """Red and green have changed places in this profile, so that nobody can overlook whether it is used."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")
    given = picture("PNG", colour=(255, 0, 0), icc_profile=swapped)
    assert near(look(portray(given).large).getpixel((9, 9)), (0, 255, 0))


@pytest.mark.parametrize("profile", [b"not a profile", b"", bytes(3000)], ids=["words", "nothing", "zeros"])
def test_a_broken_profile_is_passed_over(profile):
    given = picture("JPEG", colour=(200, 40, 90), icc_profile=profile)
    assert near(look(portray(given).large).getpixel((9, 9)), (200, 40, 90))


def test_a_broken_orientation_turns_nothing():
    given = picture("JPEG", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff\x12\x01\x03\x00")
    assert look(portray(given).large).size == (160, 160)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_of_moving_pictures_the_first_is_taken(kind):
    frames = [Image.new("RGB", (200, 200), colour) for colour in ((200, 0, 0), (0, 200, 0))]
    given = written(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    assert near(look(portray(given).large).getpixel((9, 9)), (200, 0, 0))


def test_what_a_telephone_appends_is_no_reason_to_refuse():
    given = JPEG + telephone_trailer()
    made = portray(given)
    assert b"ftyp" not in made.large
    assert made == portray(JPEG)


@pytest.mark.parametrize("size", [(4032, 3024), (3000, 4000), (4096, 3072)])
def test_a_picture_of_a_telephone_is_taken(size):
    assert look(portray(picture("JPEG", size)).large).size == (384, 384)


def test_a_jpeg_that_is_scanned_as_often_as_is_allowed_is_taken():
    given = scanned_again(pictures.MOST_SCANS)
    assert look(portray(given).large).size == (384, 384)
    # Chance may write such bytes into a film behind the picture, but hardly ever a whole head.
    assert portray(JPEG + b"\xff\xda" * 5000) == portray(JPEG)


def test_no_decoder_is_started_for_a_jpeg_that_is_scanned_over_and_over(monkeypatch):
    monkeypatch.setattr(pictures, "_decode", lambda data: pytest.fail("a decoder was started"))
    with pytest.raises(TooManyScans):
        portray(scanned_again(20_000))


REFUSED = {
    "nothing": (lambda: b"", NoPicture),
    "words": (lambda: b"hello", NoPicture),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', NoPicture),
    "page": (lambda: b"<!doctype html><title>x</title>", NoPicture),
    "pdf": (lambda: b"%PDF-1.7\n", NoPicture),
    "zip": (archive, NoPicture),
    "gif": (lambda: picture("GIF"), NoPicture),
    "bmp": (lambda: picture("BMP"), NoPicture),
    "tiff": (lambda: picture("TIFF"), NoPicture),
    "jpeg 2000": (lambda: picture("JPEG2000"), NoPicture),
    "postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", NoPicture),
    "film": (telephone_trailer, NoPicture),
    "the first bytes of a jpeg": (lambda: b"\xff\xd8\xff" + b"nothing" * 70, NoPicture),
    "the first bytes of an avif": (lambda: b"\x00\x00\x00\x1cftypavif" + b"nothing" * 70, NoPicture),
    "cut in half: jpeg": (lambda: JPEG[: len(JPEG) // 2], BrokenPicture),
    "a broken line of pixels": (lambda: png(200, 200, pixels=b"nothing packed"), BrokenPicture),
    "fewer pixels than said": (lambda: png(2000, 2000, pixels=bomb(1_000_000)), BrokenPicture),
    "one pixel": (lambda: picture("PNG", (1, 1)), TooFewPixels),
    "a line": (lambda: picture("PNG", (9000, 95)), TooFewPixels),
    "many pixels": (lambda: picture("JPEG", (4200, 3100)), TooManyPixels),
    "60000 by 60000": (lambda: png(60_000, 60_000, pixels=bomb(1_000_000)), TooManyPixels),
    "as many as can be said": (lambda: png(2**31 - 1, 2**31 - 1, pixels=b""), TooManyPixels),
    "a large avif": (lambda: picture("AVIF", (4200, 3100)), TooManyPixels),
    "a large canvas": (lambda: webp_of_declared_size(16_384, 16_384), TooManyPixels),
    "a bomb as a colour profile": (lambda: png(200, 200, chunk(b"iCCP", b"x\x00\x00" + bomb())), BrokenPicture),
    "a bomb as words": (lambda: png(200, 200, chunk(b"zTXt", b"x\x00\x00" + bomb())), BrokenPicture),
    "a bomb as words of any language": (
        lambda: png(200, 200, chunk(b"iTXt", b"x\x00\x01\x00\x00\x00" + bomb())),
        BrokenPicture,
    ),
    "an archive after the end": (lambda: JPEG + archive(), NotOnlyAPicture),
    "a document after the end": (lambda: JPEG + b"%PDF-1.4\n1 0 obj", NotOnlyAPicture),
    "a document in a comment": (lambda: picture("JPEG", comment=b"%PDF-1.4\n"), NotOnlyAPicture),
    "a page after the end": (lambda: JPEG + b"<HTML ><body>", NotOnlyAPicture),
    "a page in a comment": (lambda: picture("JPEG", comment=b"<!DOCTYPE html>"), NotOnlyAPicture),
    "a script in a comment": (lambda: picture("JPEG", comment=b"*/=1;<script>alert(1)</script>"), NotOnlyAPicture),
    "a drawing in a comment": (
        lambda: picture("JPEG", comment=b'<svg id="a" xmlns="http://www.w3.org/">'),
        NotOnlyAPicture,
    ),
    "a program in words": (lambda: png(200, 200, chunk(b"tEXt", b"x\x00<?php system($_GET[0]); ?>")), NotOnlyAPicture),
    "an archive in a chunk": (lambda: png(200, 200, chunk(b"prVt", archive())), NotOnlyAPicture),
    "scanned over and over": (lambda: scanned_again(20_000), TooManyScans),
    "scanned a little too often": (lambda: scanned_again(pictures.MOST_SCANS + 1), TooManyScans),
    "13 megabytes": (lambda: JPEG + bytes(13 * 1024 * 1024), TooManyBytes),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_or_more_than_one_is_refused(name):
    made, refusal = REFUSED[name]
    data = made()
    with pytest.raises(refusal) as refused:
        portray(data)
    assert str(refused.value).endswith(".")
    assert refused.value.field == "picture"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_picture_that_was_cut_off_is_refused(kind, share):
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    data = written(noise, kind)
    with pytest.raises((BrokenPicture, NoPicture)):
        portray(data[: int(len(data) * share)])


def test_an_avif_that_lies_about_its_size_costs_no_more_than_others():
    """20 megapixels are coded in a few hundred bytes that say that they are 200 by 200."""
    given = with_declared_size(picture("AVIF", (5000, 4000)), 200, 200)
    assert len(given) < 4000
    try:
        made = portray(given)
    except (BrokenPicture, TooManyPixels):
        return
    assert look(made.large).size == (200, 200)


def test_whoever_decodes_has_little_memory_and_writes_no_file_and_knows_no_secret(tmp_path, monkeypatch):
    """Asked of the limits themselves, set in a process like that of the decoder."""
    ask = (
        f"import resource, runpy; program = runpy.run_path({decoding.__file__!r}); program['_live_on_little']();"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_FSIZE)[0],"
        "resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    done = subprocess.run([sys.executable, "-I", "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(decoding.MEMORY), "0", str(decoding.SECONDS), "0"]
    started = []
    run = subprocess.run
    monkeypatch.setattr(pictures.subprocess, "run", lambda *args, **more: started.append(more) or run(*args, **more))
    portray(JPEG)
    assert started[0]["env"] == {}


def test_a_decoder_that_hangs_or_dies_is_a_broken_picture(tmp_path, monkeypatch):
    monkeypatch.setattr(decoding, "SECONDS", 0.15)
    for text in ("import time; time.sleep(60)", "import os; os.kill(os.getpid(), 11)", "raise SystemExit(1)"):
        program = tmp_path / "decoder.py"
        program.write_text(text)
        monkeypatch.setattr(decoding, "__file__", str(program))
        with pytest.raises(BrokenPicture):
            portray(JPEG)


def test_two_are_worked_on_at_once_and_a_third_does_not_wait_for_long(monkeypatch):
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)
    with contextlib.ExitStack() as others:
        for _ in range(pictures.AT_ONCE):
            others.enter_context(turn(uuid.uuid4()))
        late = uuid.uuid4()
        for _ in range(2):
            with pytest.raises(TooBusy), turn(late):
                pass
    with turn(late):
        assert portray(JPEG) == portray(JPEG)


def test_of_one_member_one_picture_is_worked_on(race, monkeypatch):
    """Of many at once one is taken; the others do not even wait, and leave the other turn to others."""
    member, other, inside, leave = uuid.uuid4(), uuid.uuid4(), threading.Event(), threading.Event()

    def first():
        with turn(member):
            inside.set()
            assert leave.wait(20)

    def again():
        assert inside.wait(20)
        try:
            with pytest.raises(OneAtATime), turn(member):
                pass
            with turn(other):
                pass
        finally:
            leave.set()

    assert race(first, again) == [None, None]
    with turn(member):
        pass


@pytest.mark.parametrize("failing", [BrokenPicture, MemoryError])
def test_a_turn_ends_with_what_was_done_in_it(failing):
    member = uuid.uuid4()
    for _ in range(pictures.AT_ONCE + 1):
        with pytest.raises(failing), turn(member):
            raise failing
