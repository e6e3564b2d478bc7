from certification.views.certificates import document, facts, mine, picture, verdict, verify
from certification.views.issued import issued, revoke

__all__ = ["document", "facts", "issued", "mine", "picture", "revoke", "verdict", "verify"]
