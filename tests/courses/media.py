"""Files as people upload them, made here."""

import io
import math
import random
import subprocess
import wave
import zipfile
import zlib
from array import array

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


def opus(seconds: int = 65) -> bytes:
    """Two pages of an Ogg file: the head, and the last one with the sample it ends at."""
    head = b"OggS\0\2" + bytes(8) + bytes(12) + b"\1\x13" + b"OpusHead\1\1" + (312).to_bytes(2, "little") + bytes(7)
    return head + b"OggS\0\4" + (seconds * 48_000 + 312).to_bytes(8, "little") + bytes(12) + b"\1\1\0"


def mp3(seconds: int = 90) -> bytes:
    """Frames of 128 kbit/s at 44,100 Hz, behind a tag."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    return b"ID3\4\0\0\0\0\0\x0a" + bytes(10) + frame * round(seconds * 44_100 / 1152)


def box(name: bytes, *content: bytes) -> bytes:
    inner = b"".join(content)
    return (len(inner) + 8).to_bytes(4, "big") + name + inner


def mp4(seconds: int = 75, *, codec: bytes = b"avc1", place: bytes = b"+26.30+105.74/") -> bytes:
    """The boxes a telephone writes: where it was filmed stands in the film's own list and in the track's."""
    header = box(b"mvhd", bytes(12), (1000).to_bytes(4, "big"), (seconds * 1000).to_bytes(4, "big"), bytes(80))
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), b"vide")), box(b"stsd", codec), box(b"meta", b"Zhongxing"))
    hidden = box(b"udta", box(b"\xa9xyz", place))
    return box(b"ftyp", b"isomavc1") + box(b"moov", header, track, hidden) + box(b"mdat", bytes(1000))


def zipped(*names: str, content: bytes = b"<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, content)
    return out.getvalue()


def tone(seconds: int) -> bytes:
    """A real recording that every player plays: a quiet hum of 440 Hz, made small by the same program as the site's readings."""
    rate = 16_000
    samples = array("h", (round(3000 * math.sin(2 * math.pi * 440 * at / rate)) for at in range(rate * seconds)))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return subprocess.run(("opusenc", "--quiet", "-", "-"), input=out.getvalue(), capture_output=True, check=True).stdout
