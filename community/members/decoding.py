"""Decodes one picture, in a process of its own: run as a program, it reads it from its input and writes two pictures.

What comes in was made by anybody, and decoders have had holes. So this program knows nothing of the site (it imports
only Pillow), gets no secret, may write no file, and has little memory and time. It leaves with 0, or with the number of
one of the `FAILURES` as what is wrong.
"""

import io
import resource
import sys
import warnings
from collections.abc import Callable
from typing import Any, BinaryIO, TypeVar

from PIL import AvifImagePlugin, Image, ImageCms, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
SIDES = (96, 384)
SMALLEST = min(SIDES)
MOST_PIXELS = 12 * 1024 * 1024  # the usual 4032×3024 of telephones is a little more than 12,000,000
# What shows through where a picture is transparent: a quiet tone, on dark pages and on light ones.
BACKGROUND = (243, 237, 227)
QUALITY = 84

TOO_LARGE, TOO_SMALL, UNKNOWN, BROKEN = FAILURES = (10, 11, 12, 13)
MEMORY = 768 * 1024 * 1024  # an AVIF of 12 megapixels with transparency takes three quarters of it
SECONDS = 4  # of a processor; the largest picture that is taken costs one or two

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112
_TRANSPARENT = ("RGBA", "LA")
_PLAIN = ("RGB", "L", "CMYK")
_SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90},
    "PNG": {},
    "WEBP": {"quality": 90, "method": 4},
}
T = TypeVar("T")


class CannotDecode(Exception):
    """A picture that is not taken, with the number of its failure."""

    def __init__(self, failure: int) -> None:
        super().__init__(failure)
        self.failure = failure


def decode(data: bytes) -> list[bytes]:
    """Two square WebP pictures, upright, in sRGB, of the middle of a picture, and nothing else of it.

    Of moving pictures it is the first. Raises CannotDecode.
    """
    square = _guarded(data, _square, SMALLEST)
    return [_encode(square, side) for side in SIDES]


def redraw(data: bytes) -> bytes:
    """The whole of a JPEG, PNG or WebP picture drawn anew in its own kind, upright, in sRGB, and nothing else of it.

    Of moving pictures it is the first. Raises CannotDecode.
    """
    image, kind = _guarded(data, _upright, 1)
    written = io.BytesIO()
    image.save(written, kind, **_SAVING[kind])
    return written.getvalue()


def _guarded(data: bytes, draw: Callable[[Image.Image], T], smallest: int) -> T:
    try:
        with warnings.catch_warnings(), _open(data, smallest) as source:
            warnings.simplefilter("ignore")
            return draw(source)
    except (MemoryError, Image.DecompressionBombError) as error:
        raise CannotDecode(TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise CannotDecode(UNKNOWN) from error
    except CannotDecode:
        raise
    except Exception as error:  # a decoder raises what it likes at what is broken
        raise CannotDecode(BROKEN) from error


def _open(data: bytes, smallest: int) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    source = Image.open(io.BytesIO(data), formats=FORMATS)
    width, height = source.size
    if width * height > MOST_PIXELS:
        raise CannotDecode(TOO_LARGE)
    if min(width, height) < smallest:
        raise CannotDecode(TOO_SMALL)
    return source


def _upright(source: Image.Image) -> tuple[Image.Image, str]:
    """A whole picture in its own size, and its kind."""
    kind = source.format or ""
    if kind not in _SAVING:
        raise CannotDecode(UNKNOWN)
    source.load()
    profile, turn = source.info.get("icc_profile"), _UPRIGHT.get(_orientation(source))
    image = _in_srgb(_in_plain_mode(source), profile)
    bare = Image.new(image.mode, image.size)  # the pixels alone: nothing that the old one carried comes along
    bare.paste(image)
    flat = _flat(bare) if kind == "JPEG" else bare
    return (flat if turn is None else flat.transpose(turn)), kind


def _square(source: Image.Image) -> Image.Image:
    """The middle of a picture, as large as is needed; made small first, so that the rest is cheap."""
    largest = max(SIDES)
    source.draft(source.mode, (2 * largest, 2 * largest))  # a JPEG is decoded at a fraction of its size
    source.load()
    profile, turn = source.info.get("icc_profile"), _UPRIGHT.get(_orientation(source))
    image = _in_plain_mode(source)
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    box = (left, top, left + side, top + side)
    smaller = min(side, largest)
    image = image.resize((smaller, smaller), Image.Resampling.LANCZOS, box=box, reducing_gap=3)
    image = _flat(_in_srgb(image, profile))
    return image if turn is None else image.transpose(turn)


def _orientation(source: Image.Image) -> int:
    try:
        return int(source.getexif().get(_ORIENTATION, 1))
    except Exception:  # what is not readable there turns nothing
        return 1


def _in_plain_mode(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in _TRANSPARENT or (image.mode in _PLAIN and "transparency" not in image.info):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and image.mode != "LA":
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that is broken, or of other colours than the picture's, says nothing
        else:
            if converted is not None:
                return converted
    return image.convert("RGBA" if image.mode in _TRANSPARENT else "RGB")


def _flat(image: Image.Image) -> Image.Image:
    """The pixels alone, in a new picture: nothing that the old one carried comes along."""
    flat = Image.new("RGB", image.size, BACKGROUND)
    flat.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return flat


def _encode(square: Image.Image, side: int) -> bytes:
    smaller = min(side, square.width)
    written = io.BytesIO()
    square.resize((smaller, smaller), Image.Resampling.LANCZOS).save(written, "WEBP", quality=QUALITY, method=6)
    return written.getvalue()


def _live_on_little() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),  # a picture of memory would be a picture of a face
    ):
        resource.setrlimit(what, (most, most))


def _run(read: BinaryIO, write: BinaryIO) -> int:
    _live_on_little()
    try:
        pictures = decode(read.read())
    except CannotDecode as refused:
        return refused.failure
    except MemoryError:
        return TOO_LARGE
    write.writelines(len(picture).to_bytes(4, "big") + picture for picture in pictures)
    write.flush()
    return 0


if __name__ == "__main__":
    sys.exit(_run(sys.stdin.buffer, sys.stdout.buffer))
