"""Doorbells. Sent on commit, best effort; a sweep asks for what a lost one left behind."""

from django.dispatch import Signal

attempt_submitted = Signal()
"""An attempt was closed (attempt_id). Rings inside exams only and starts the marking."""

attempt_passed = Signal()
"""An attempt's first result is a pass (attempt_id)."""
