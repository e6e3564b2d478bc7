"""QTI 2.1, 2.2 and 3.0: packages and single items, read by evaluating their own rules, and written so that they read back the same."""

from exams.formats.qti.bank import read
from exams.formats.qti.writing import QtiWriter

__all__ = ["QtiWriter", "read"]
