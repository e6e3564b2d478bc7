"""Recordings and papers as bytes: what may be uploaded, how long it plays, and what of it is not kept. Bytes in, bytes out."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

LARGEST = {"audio": 10_000_000, "video": 40_000_000, "paper": 10_000_000}
"""Bytes: twenty minutes of speech, five minutes of a phone's video, a thick set of slides."""
MOST_UNPACKED = 100_000_000
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
HIDDEN = {b"udta", b"meta", b"uuid"}
"""Boxes of an MP4 that say where and with what it was taken. Nothing that plays is in them."""
PLAYED_EVERYWHERE = {b"avc1", b"avc3"}
OPUS_RATE = 48_000
MP3_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
MP3_HALF_BITRATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
MP3_RATES = (44_100, 48_000, 32_000)


class BadFile(ValueError):
    """The file is none that a phone can play or open; the message says it in the author's words."""


@dataclass(frozen=True)
class Recording:
    """What is kept of an upload. `seconds` is None for what does not play."""

    kind: str
    extension: str
    content: bytes
    seconds: int | None = None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:20]


def kept(content: bytes) -> Recording:
    """What the bytes are, whatever the file was called. Raises BadFile."""
    recording = recognised(content)
    if recording is None:
        raise BadFile(_("This file cannot be used. Sound: MP3, M4A or Opus. Video: MP4. To take away: PDF, Word, Excel or PowerPoint."))
    limit = LARGEST[recording.kind]
    if len(content) > limit:
        raise BadFile(
            _("This file is larger than %(limit)s MB. Make it shorter or smaller and choose it again.") % {"limit": limit // 1_000_000}
        )
    return recording


def recognised(content: bytes) -> Recording | None:
    if content[:4] == b"OggS" and content[28:36] == b"OpusHead":
        return Recording("audio", "opus", content, opus_seconds(content))
    if content[4:8] == b"ftyp":
        return movie(content)
    if content.startswith(b"%PDF-"):
        return Recording("paper", "pdf", content)
    if content.startswith(b"PK\x03\x04"):
        return Recording("paper", office(content), content)
    seconds = mp3_seconds(content)
    return Recording("audio", "mp3", content, seconds) if seconds else None


def opus_seconds(content: bytes) -> int:
    """The last page of an Ogg file says at which sample it ends; the first says how many to skip."""
    last = content.rfind(b"OggS")
    end = int.from_bytes(content[last + 6 : last + 14], "little")
    skipped = int.from_bytes(content[38:40], "little")
    return max(1, round((end - skipped) / OPUS_RATE))


def mp3_seconds(content: bytes) -> int:
    """Counted frame by frame; 0 for what is no MP3."""
    place = 0
    if content[:3] == b"ID3" and len(content) > 10:
        place = 10 + (content[6] << 21 | content[7] << 14 | content[8] << 7 | content[9])
    frames, samples, rate = 0, 0, MP3_RATES[0]
    while (frame := mp3_frame(content[place : place + 4])) is not None:
        length, count, rate = frame
        place, frames, samples = place + length, frames + 1, samples + count
    whole = place >= len(content) - 1024  # behind the last frame there may be a tag of 128 bytes or so
    return max(1, round(samples / rate)) if frames > 3 and whole else 0


def mp3_frame(head: bytes) -> tuple[int, int, int] | None:
    """Length in bytes, samples and rate of the frame that begins so."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or not 0 < bitrate < 15 or rate == 3:
        return None
    is_first = version == 3
    per_second = MP3_RATES[rate] // (1 if is_first else 2 if version == 2 else 4)
    kilobits = (MP3_BITRATES if is_first else MP3_HALF_BITRATES)[bitrate]
    return (144 if is_first else 72) * kilobits * 1000 // per_second + (head[2] >> 1 & 1), 1152 if is_first else 576, per_second


@dataclass(frozen=True)
class Box:
    """A part of an MP4 file: its name, where it begins, where its content does, and where it ends."""

    name: bytes
    start: int
    inner: int
    end: int


def boxes(content: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    while start + 8 <= end:
        size, name, inner = int.from_bytes(content[start : start + 4], "big"), bytes(content[start + 4 : start + 8]), start + 8
        if size == 1:
            size, inner = int.from_bytes(content[start + 8 : start + 16], "big"), start + 16
        stop = end if size == 0 else start + size
        if stop < inner or stop > end:
            raise BadFile(_("This file is damaged or cut off. Save it anew and choose it again."))
        yield Box(name, start, inner, stop)
        start = stop


def movie(content: bytes) -> Recording:
    """An MP4, with or without pictures. Where it was taken is blanked out in place, so nothing else moves."""
    clean = bytearray(content)
    top = list(boxes(clean, 0, len(clean)))
    moov = next((box for box in top if box.name == b"moov"), None)
    if moov is None:
        raise BadFile(_("This file is damaged or cut off. Save it anew and choose it again."))
    inside = list(boxes(clean, moov.inner, moov.end))
    header = next((box for box in inside if box.name == b"mvhd"), None)
    if header is None:
        raise BadFile(_("This file is damaged or cut off. Save it anew and choose it again."))
    tracks = [list(boxes(clean, box.inner, box.end)) for box in inside if box.name == b"trak"]
    is_video = b"vide" in clean[moov.inner : moov.end]
    if is_video and not any(name in clean[moov.inner : moov.end] for name in PLAYED_EVERYWHERE):
        raise BadFile(
            _("Many phones cannot play this video. Save it as MP4 with H.264 (in the camera: most compatible) and choose it again.")
        )
    for box in [*top, *inside, *(box for track in tracks for box in track)]:
        if box.name in HIDDEN:
            clean[box.start + 4 : box.end] = b"free" + bytes(box.end - box.start - 8)
    seconds = movie_seconds(bytes(clean[header.inner : header.end]))
    return Recording("video", "mp4", bytes(clean), seconds) if is_video else Recording("audio", "m4a", bytes(clean), seconds)


def movie_seconds(header: bytes) -> int:
    wide = header[:1] == b"\x01"
    scale, length = (header[20:24], header[24:32]) if wide else (header[12:16], header[16:20])
    per_second = int.from_bytes(scale, "big")
    return max(1, round(int.from_bytes(length, "big") / per_second)) if per_second else 1


def office(content: bytes) -> str:
    """Which of the office's files a zip is. Only its list is read; nothing is unpacked."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as error:
        raise BadFile(_("This file is damaged or cut off. Save it anew and choose it again.")) from error
    names = {entry.filename for entry in entries}
    kind = next((extension for name, extension in OFFICE.items() if name in names), None)
    if kind is None or any(name.endswith("vbaProject.bin") for name in names):
        raise BadFile(_("Only Word, Excel and PowerPoint files without macros can be taken away."))
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise BadFile(_("Unpacked, this file would be far too large."))
    return kind
