from accounts.views.cards import card
from accounts.views.me import about_me, inbox, me, open_notice, place, private_file, release_number, who_looked
from accounts.views.numbers import add_number
from accounts.views.sign_in import second_proof, sign_in, who

__all__ = [
    "about_me",
    "add_number",
    "card",
    "inbox",
    "me",
    "open_notice",
    "place",
    "private_file",
    "release_number",
    "second_proof",
    "sign_in",
    "who",
    "who_looked",
]
