"""Files as people upload them, made here."""

import io
import random
import zlib

from PIL import Image, ImageDraw, ImageFilter

GPS = {1: "N", 2: (26.0, 18.0, 12.0), 3: "E", 4: (105.0, 44.0, 30.0)}


def photo(width: int = 1600, height: int = 1200, *, kind: str = "JPEG", exif: bool = False, orientation: int = 1, seed: int = 1) -> bytes:
    """Like a photo: shapes, shades and grain. With `exif`, where and with what it was taken."""
    chance = random.Random(seed)
    grain = Image.frombytes("RGB", (width // 4, height // 4), chance.randbytes(width // 4 * (height // 4) * 3))
    picture = grain.resize((width, height)).filter(ImageFilter.GaussianBlur(3))
    draw = ImageDraw.Draw(picture)
    for _ in range(120):
        x, y, r = chance.randrange(width), chance.randrange(height), chance.randrange(8, max(9, width // 10))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tuple(chance.randrange(256) for _ in range(3)))
    data = Image.Exif()
    if exif:
        data[0x010F], data[0x0132] = "Zhongxing", "2026:09:01 09:00:00"
        data[0x0112] = orientation
        data.get_ifd(0x8825).update(GPS)
    out = io.BytesIO()
    picture.save(out, kind, exif=data if exif else b"", quality=92)
    return out.getvalue()


def noise(width: int, height: int) -> bytes:
    """The heaviest picture there is: nothing in it repeats."""
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3)).save(out, "PNG")
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that claims 30,000 by 30,000 points."""
    out = io.BytesIO()
    Image.new("1", (10, 10)).save(out, "PNG")
    plain = bytearray(out.getvalue())
    plain[16:24] = (30_000).to_bytes(4, "big") * 2
    plain[29:33] = zlib.crc32(plain[12:29]).to_bytes(4, "big")
    return bytes(plain)
