"""An errand that the server refused. It stands alone so that `outhost --version` loads nothing of what runs errands."""


class Declined(Exception):
    """The server refused an errand; the message says why and what to do."""
