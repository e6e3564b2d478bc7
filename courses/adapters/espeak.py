"""The voice that needs no service: Debian's espeak-ng, made small by opusenc. A machine's voice, but every word can be understood."""

import shutil
import subprocess
from shlex import split

from courses.adapters import SpeechFailed

VOICES = {"zh": "cmn-latn-pinyin", "en": "en-gb"}
"""The plain Mandarin voice reads the syllables it finds as if they were English."""
PACKAGES = {"espeak-ng": "espeak-ng", "opusenc": "opus-tools"}
PATIENCE = 120
SPEAK = (*split("espeak-ng -b 1 -s 180 --stdin --stdout -v"),)
PACK = (*split("opusenc --quiet --ignorelength --speech --bitrate 10 --comp 5 --framesize 60 --padding 0 --serial 1 - -"),)
"""10 kbit/s: 75 kB a minute."""


class EspeakOpus:
    def missing(self) -> list[str]:
        return [package for program, package in PACKAGES.items() if shutil.which(program) is None]

    def speak(self, text: str, language: str) -> bytes:
        sound = run(*SPEAK, VOICES[language.split("-", maxsplit=1)[0]], given=text.encode())
        return run(*PACK, given=sound)


def run(*command: str, given: bytes) -> bytes:
    """Behind everything else that the machine has to do."""
    try:
        done = subprocess.run(["nice", "-n", "19", *command], input=given, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603, S607
    except (OSError, subprocess.SubprocessError) as error:
        raise SpeechFailed(f"{command[0]}: {error}") from error
    if not done.stdout:
        raise SpeechFailed(f"{command[0]} said nothing")
    return done.stdout
