"""The shapes of trying the mail."""

from outhost.web.outsend.wire.form import In


class MailTestIn(In):
    """Whom to write to."""

    to: str
