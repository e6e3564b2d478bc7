"""The demonstration: a cast and its history, made by the same operations that real people go through."""

from cms.demo.cast import CAST, NotADemo, load_cast, refuse_demo
from cms.demo.history import load_history

__all__ = ["CAST", "NotADemo", "load_cast", "load_history", "refuse_demo"]
