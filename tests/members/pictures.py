"""Pictures as they reach the site: honest ones, and ones that somebody made to break it."""

import io
import struct
import zipfile
import zlib
from functools import cache
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
QUICK = {"AVIF": {"speed": 10}, "WEBP": {"method": 0}, "JPEG": {}, "PNG": {}}
PNG_START = b"\x89PNG\r\n\x1a\n"
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def picture(kind: str = "JPEG", size: tuple[int, int] = (200, 160), mode: str = "RGB", **more: Any) -> bytes:
    """A plain picture of a kind, in one colour."""
    return written(Image.new(mode, size, more.pop("colour", 120)), kind, **more)


def written(image: Image.Image, kind: str, **more: Any) -> bytes:
    """An image as a file."""
    file = io.BytesIO()
    image.save(file, kind, **(QUICK.get(kind, {}) | more))
    return file.getvalue()


def corners(size: int = 200) -> Image.Image:
    """Four squares: red, green; blue, white."""
    image = Image.new("RGB", (size, size))
    half = size // 2
    for at, colour in {
        (0, 0): (255, 0, 0),
        (half, 0): (0, 255, 0),
        (0, half): (0, 0, 255),
        (half, half): (255, 255, 255),
    }.items():
        image.paste(colour, (*at, at[0] + half, at[1] + half))
    return image


def canary_exif(mark: str) -> Image.Exif:
    """EXIF with a canary as the maker, and as where it was."""
    exif = Image.Exif()
    exif[MAKER] = f"{mark}-maker"
    exif.get_ifd(GPS).update({29: f"{mark}-gps", 1: "N"})
    return exif


def canary_profile(mark: str) -> bytes:
    """A colour profile with a canary in its words."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"s\x00R\x00G\x00B\x00 \x00b\x00u\x00i\x00l\x00t", f"{mark}-icc".ljust(19)[:19].encode())


def with_canaries(kind: str, mark: str) -> bytes:
    """A picture that carries a canary wherever its kind can carry something."""
    more: dict[str, Any] = {"exif": canary_exif(mark), "icc_profile": canary_profile(mark)}
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", f"{mark}-text")
        words.add_text("Author", f"{mark}-ztxt", zip=False)
        words.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{mark}-xmp</x:xmpmeta>")
        more["pnginfo"] = words
    else:
        more["xmp"] = f"<x:xmpmeta>{mark}-xmp</x:xmpmeta>".encode()
    if kind == "JPEG":
        more["comment"] = f"{mark}-comment"
    return picture(kind, **more) + f"{mark}-trailer".encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes, pixels: bytes | None = None) -> bytes:
    """A PNG of grey of any size, whatever stands in it."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    lines = zlib.compress(bytes((width + 1) * height), 9) if pixels is None else pixels
    return PNG_START + head + b"".join(chunks) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


@cache
def scanned_again(times: int, side: int = 800) -> bytes:
    """A progressive JPEG whose last pass is coded so often: a few bytes each time, and each time a walk over it all."""
    plain = picture("JPEG", (side, side), mode="L", progressive=True)
    heads = [at for at in range(len(plain)) if plain.startswith(b"\xff\xda", at)]
    return plain[:-2] + plain[heads[-1] : -2] * (times - len(heads)) + plain[-2:]


@cache
def bomb(size: int = 50_000_000) -> bytes:
    """Few bytes that become very many."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)) + packer.flush()


def archive() -> bytes:
    """A ZIP with a page in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("page.html", "nothing to see")
    return packed.getvalue()


def with_declared_size(avif: bytes, width: int, height: int) -> bytes:
    """An AVIF that says of itself that it is of another size than what is coded in it."""
    at = avif.index(b"ispe") + 8
    return avif[:at] + struct.pack(">II", width, height) + avif[at + 8 :]


def webp_of_declared_size(width: int, height: int) -> bytes:
    """A WebP whose canvas is as large as it says."""
    body = picture("WEBP")[12:]
    canvas = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<I", 10) + canvas + body
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def telephone_trailer() -> bytes:
    """What makers of telephones put after the end of a picture: their notes, and a short film."""
    notes = b"\x00\x00\x01\x0aImage_UTC_Data1700000000000SEFHk\x00\x00\x00SEFT"
    film = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00\x00\x03\xe8mdat" + bytes(range(256)) * 40
    return film + notes


def look(data: bytes) -> Image.Image:
    """A picture that the site made, decoded."""
    image = Image.open(io.BytesIO(data), formats=["WEBP"])
    image.load()
    return image


def chunks_of(webp: bytes) -> list[bytes]:
    """The names of the parts of a WebP."""
    assert webp[:4] == b"RIFF"
    assert struct.unpack("<I", webp[4:8])[0] == len(webp) - 8
    found, at = [], 12
    while at < len(webp):
        found.append(webp[at : at + 4])
        size = struct.unpack("<I", webp[at + 4 : at + 8])[0]
        at += 8 + size + size % 2
    return found
