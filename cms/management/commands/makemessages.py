from django.core.management.commands import makemessages


class Command(makemessages.Command):
    # A guessed translation is worse than none: the test of the catalogue would not see it.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
