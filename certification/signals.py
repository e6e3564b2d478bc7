"""Doorbells. Sent on commit, best effort; a sweep asks for what a lost one left behind."""

from django.dispatch import Signal

certificate_issued = Signal()
"""A certificate was issued. Rung once. Provides args: certificate_id."""

certificate_revoked = Signal()
"""A certificate was revoked. Rung once. Provides args: certificate_id."""
