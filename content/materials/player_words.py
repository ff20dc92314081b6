"""The words of the video player and of the step bar, translated on the server.

They travel as JSON in the page; the scripts hold no text of their own.
"""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Every label the lecture page's scripts need. {placeholders} are filled in the browser."""
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "controls": _("Video controls"),
        "seek": _("Position in the video"),
        "back": _("Back 10 seconds"),
        "forward": _("Forward 10 seconds"),
        "mute": _("Mute"),
        "unmute": _("Sound on"),
        "captions_on": _("Show captions"),
        "captions_off": _("Hide captions"),
        "speed": _("Speed"),
        "quality": _("Quality"),
        "quality_auto": _("Automatic (up to {mb} MB)"),
        "quality_step": _("{name} ({mb} MB)"),
        "quality_saving": _("Save data: {name} ({mb} MB)"),
        "quality_audio": _("Sound only ({mb} MB)"),
        "fullscreen": _("Full screen"),
        "exit_fullscreen": _("Leave full screen"),
        "resume": _("Continue from {time}"),
        "restart": _("From the beginning"),
        "loading": _("Loading"),
        "failed": _("The video cannot be played. Check the network, then press play again."),
        "waiting_network": _("Waiting for the network. The video goes on by itself."),
        "step_read": _("(read)"),
        "where": _("Step {number}/{total}"),
        "continue_step": _("Continue at step {number}: {title}"),
        "time_of": _("{now} of {total}"),
    }
