"""What the paper's script says."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    return {
        "sent": _("Answers with the server: {n}"),
        "sending": _("Sending …"),
        "offline": _("No network, go on answering"),
        "kept": _("On this phone: {here}. With the server: {there}"),
        "banner": _("Your answers are kept on this phone first and go out when there is a network. The server's clock counts as before."),
        "busy": _("The server is busy. Your answers are kept on this phone and go out by themselves in a moment."),
        "not_sent": _(
            "Not everything has reached the server yet. Your answers are kept on this phone; please try again when there is a network."
        ),
        "over": _("Time is up. Your answers are being sent and handed in."),
        "over_offline": _("Time is up. Your answers are kept on this phone. Leave this page open: they go out when there is a network."),
        "late": _("Everything that arrived in time counts. The last changes came too late to be taken."),
        "taken_over": _("The exam goes on on another device now. What you answered here before counts."),
        "unread": _("One answer could not be read by the server. Please look at the question that is marked and answer it again."),
        "left": _("Minutes left: {n}"),
        "done": _("answered"),
        "rescue": _("Save my answers as a file"),
        "rescue_why": _(
            "If the network does not come back: save this file and give it to the invigilator. It counts like answers that were sent."
        ),
    }
