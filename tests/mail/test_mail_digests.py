"""The digest of a veille: a letter with what a run found."""

from datetime import UTC, datetime

import pytest

from outhost.domain.letters import digest_letter
from outhost.mail.message import message_of

NOW = datetime(2026, 5, 10, 19, 0, 0, tzinfo=UTC)


def test_a_digest_says_what_was_found_and_how_much_more_there_is() -> None:
    """In the reader's language, once as text and once as HTML, in which a hostile name is but a name."""
    letter = digest_letter(
        "sam@example.com", "https://x/y?format=csv", "fr", name="Cafés", sentences=["A & <b>B</b> : nouveau."], count=3
    )  # fmt: skip
    assert letter.subject == "Cafés : 3 signaux"
    assert letter.plain.startswith(
        "La veille « Cafés » a trouvé 3 signaux :\n\n- A & <b>B</b> : nouveau.\n- … et 2 de plus.\n\nhttps://x/y?format=csv\n\n"
    )
    assert "<li>A &amp; &lt;b&gt;B&lt;/b&gt; : nouveau.</li><li>… et 2 de plus.</li>" in letter.html


@pytest.mark.parametrize(("locale", "subject"), [("en", "Cafés: one signal"), ("fr", "Cafés : un signal")])
def test_a_digest_of_one_signal_says_so(locale: str, subject: str) -> None:
    """And nothing of others."""
    letter = digest_letter("sam@example.com", "https://x", locale, name="Cafés", sentences=["A: new."], count=1)
    assert letter.subject == subject
    assert "…" not in letter.plain


def test_no_header_can_be_hidden_in_the_name_of_a_veille() -> None:
    """A name may hold anything that people can type."""
    name = "x\r\nBcc: eve@example.com\n=?utf-8?q?a=0D=0ABcc:_eve@example.com?="
    letter = digest_letter("sam@example.com", "https://x", "en", name=name, sentences=[], count=1)
    message = message_of(letter, sender="outhost@example.com", now=NOW)
    assert message["Bcc"] is None
    assert "eve" not in str(message["To"])
