"""The many ways in which people write an e-mail address on a page so that people, not robots, can read it."""

import base64
import codecs
import random
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import quote

Spelling = Callable[[str, random.Random, str], str]
"""What turns an address into markup, given chance and the language of the page."""


def plain(address: str, rng: random.Random, language: str) -> str:
    """Write it as it is."""
    return address


def link(address: str, rng: random.Random, language: str) -> str:
    """Link it."""
    return f'<a href="mailto:{address}">{address}</a>'


def link_with_subject(address: str, rng: random.Random, language: str) -> str:
    """Link it with a subject that the mail program fills in."""
    subject = "Enquiry from your website" if language == "en" else "Demande de renseignements"
    return f'<a href="mailto:{address}?subject={quote(subject)}&amp;body=">{address}</a>'


def link_of_words(address: str, rng: random.Random, language: str) -> str:
    """Show words, and the address only in the link."""
    words = rng.choice(("Email us", "Send us a message") if language == "en" else ("Nous écrire", "Envoyer un e-mail", "Par courriel"))
    return f'<a class="btn" href="mailto:{address}">{words}</a>'


def link_percent(address: str, rng: random.Random, language: str) -> str:
    """Link it percent-encoded."""
    words = "E-mail" if language == "en" else "Courriel"
    return f'<a href="mailto:{address.replace("@", "%40").replace(".", "%2E")}">{words}</a>'


def link_loud(address: str, rng: random.Random, language: str) -> str:
    """Link it in capitals, with a stray space."""
    return f'<A HREF="MAILTO: {address.upper()}">{address.title()}</A>'


def decimal_entities(address: str, rng: random.Random, language: str) -> str:
    """Write each letter as a decimal entity, in link and text."""
    coded = "".join(f"&#{ord(letter)};" for letter in address)
    return f'<a href="&#109;&#97;&#105;&#108;&#116;&#111;&#58;{coded}">{coded}</a>'


def hex_entities(address: str, rng: random.Random, language: str) -> str:
    """Write some letters as hexadecimal entities, as WordPress's antispambot does."""
    return "".join(f"&#x{ord(letter):x};" if rng.random() < 0.6 or letter == "@" else letter for letter in address)


def at_in_brackets(address: str, rng: random.Random, language: str) -> str:
    """Write [at] for the sign."""
    return address.replace("@", rng.choice((" [at] ", "[at]", " [arobase] " if language == "fr" else " [at] ")))


def at_in_parentheses(address: str, rng: random.Random, language: str) -> str:
    """Write (arobase) or (at), and often (point) too."""
    name, domain = address.split("@")
    at, dot = rng.choice(
        (("(at)", "."), (" (at) ", " (dot) "))
        if language == "en"
        else (("(arobase)", "."), (" (arobase) ", " (point) "), (" (at) ", " (point) "), ("(a)", "."))
    )
    return f"{name}{at}{domain.replace('.', dot)}"


def at_in_words(address: str, rng: random.Random, language: str) -> str:
    """Write AT and DOT as words."""
    at, dot = (" AT ", " DOT ") if language == "en" or rng.random() < 0.5 else (" AROBASE ", " POINT ")
    return address.replace("@", at).replace(".", dot)


def spaced(address: str, rng: random.Random, language: str) -> str:
    """Put spaces around the sign."""
    return address.replace("@", rng.choice((" @ ", "&nbsp;@&nbsp;", " @")))


def backwards(address: str, rng: random.Random, language: str) -> str:
    """Write it from right to left, and have CSS turn it round."""
    return f'<span style="unicode-bidi:bidi-override;direction:rtl">{address[::-1]}</span>'


def with_noise(address: str, rng: random.Random, language: str) -> str:
    """Hide noise in the middle that no browser shows."""
    name, domain = address.split("@")
    noise = rng.choice(('<span style="display:none">nospam</span>', '<i style="display: none;">-null-</i>', "<!-- @spam.example -->"))
    return f"<span>{name}</span>{noise}@{noise}<span>{domain}</span>"


def in_pieces(address: str, rng: random.Random, language: str) -> str:
    """Give name and domain as data attributes that a script puts together."""
    name, domain = address.split("@")
    script = "this.href='mailto:'+this.dataset.user+'@'+this.dataset.domain"
    words = "show e-mail" if language == "en" else "afficher l’e-mail"
    return f'<a class="courriel" href="#" data-user="{name}" data-domain="{domain}" onclick="{script}">{words}</a>'


def by_script(address: str, rng: random.Random, language: str) -> str:
    """Have a script write it from two halves."""
    name, domain = address.split("@")
    if rng.random() < 0.5:
        return f"<script>document.write('<a href=\"mailto:' + '{name}' + '@' + '{domain}' + '\">' + '{name}' + '@' + '{domain}' + '</a>');</script>"
    return f'<script type="text/javascript">var u = "{name}"; var d = "{domain}"; document.write(u + "@" + d);</script>'


def by_cloudflare(address: str, rng: random.Random, language: str) -> str:
    """Write it as Cloudflare's e-mail protection does: a key, then each byte combined with it."""
    key = rng.randrange(1, 256)
    coded = f"{key:02x}" + "".join(f"{byte ^ key:02x}" for byte in address.encode())
    if rng.random() < 0.4:
        words = "Email us" if language == "en" else "Écrivez-nous"
        return f'<a href="/cdn-cgi/l/email-protection#{coded}">{words}</a>'
    return f'<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{coded}">[email&#160;protected]</a>'


def by_rot13(address: str, rng: random.Random, language: str) -> str:
    """Turn the alphabet by thirteen, as an encoder plugin of WordPress does."""
    coded = codecs.encode(address, "rot13").replace("@", "[at]")
    words = "*protected email*" if language == "en" else "*e-mail protégé*"
    return f'<a href="javascript:;" data-enc-email="{coded}" class="mail-link" data-wpel-link="ignore">{words}</a>'


def by_base64(address: str, rng: random.Random, language: str) -> str:
    """Keep it in base64 in an attribute."""
    coded = base64.b64encode(f"mailto:{address}".encode() if rng.random() < 0.5 else address.encode()).decode()
    return (
        f"<a href=\"#\" data-mail=\"{coded}\" onclick=\"location.href='mailto:'+atob(this.dataset.mail).replace('mailto:','')\">e-mail</a>"
    )


def named_entities(address: str, rng: random.Random, language: str) -> str:
    """Write the sign and the points as named entities."""
    return address.replace("@", "&commat;").replace(".", "&period;")


def breakable(address: str, rng: random.Random, language: str) -> str:
    """Let it break at the sign, as designers do in narrow columns."""
    name, domain = address.split("@")
    return rng.choice(
        (
            f"{name}<wbr>@{domain}",
            f"{name}@<wbr>{domain}",
            f"{name}<span>@</span>{domain}",
            f"{name}&#8203;@{domain}",
            f"<b>{name}</b>@{domain}",
        )
    )


def in_angles(address: str, rng: random.Random, language: str) -> str:
    """Put it between angle brackets, or in parentheses."""
    return rng.choice((f"&lt;{address}&gt;", f"({address})", f"« {address} »", f"[{address}]"))


def shouted(address: str, rng: random.Random, language: str) -> str:
    """Write it in capitals, at least in part."""
    name, domain = address.split("@")
    return rng.choice((address.upper(), f"{name.capitalize()}@{domain}", f"{name}@{domain.title()}"))


def in_a_sentence(address: str, rng: random.Random, language: str) -> str:
    """End a sentence with it, so that a full stop or comma touches it."""
    if language == "en":
        return rng.choice((f"please write to {address}.", f"(write to {address}, we answer within a day)"))
    return rng.choice((f"écrivez-nous à {address}.", f"adresse : {address}, réponse sous 24 h", f"mail:{address};"))


def link_with_name(address: str, rng: random.Random, language: str) -> str:
    """Link it with a name before it and the address in angle brackets, as mail programs write."""
    return f'<a href="mailto:{quote("Accueil")}%20%3C{address}%3E">{"our mailbox" if language == "en" else "notre messagerie"}</a>'


def link_with_body(address: str, rng: random.Random, language: str) -> str:
    """Link it with the beginning of a letter."""
    return f'<a href="mailto:{address}?subject=Devis&body=Bonjour%2C%0A%0Amon%20adresse%20%3A%20">{address}</a>'


SPELLINGS: Mapping[str, tuple[Spelling, int]] = MappingProxyType(
    {
        "plain": (plain, 22),
        "link": (link, 26),
        "link with subject": (link_with_subject, 4),
        "link of words": (link_of_words, 8),
        "link percent": (link_percent, 2),
        "link loud": (link_loud, 2),
        "decimal entities": (decimal_entities, 4),
        "hex entities": (hex_entities, 4),
        "at in brackets": (at_in_brackets, 4),
        "at in parentheses": (at_in_parentheses, 5),
        "at in words": (at_in_words, 2),
        "spaced": (spaced, 3),
        "backwards": (backwards, 1),
        "with noise": (with_noise, 2),
        "in pieces": (in_pieces, 3),
        "by script": (by_script, 4),
        "by cloudflare": (by_cloudflare, 5),
        "by rot13": (by_rot13, 2),
        "by base64": (by_base64, 1),
        "named entities": (named_entities, 1),
        "breakable": (breakable, 2),
        "in angles": (in_angles, 2),
        "shouted": (shouted, 3),
        "in a sentence": (in_a_sentence, 4),
        "link with name": (link_with_name, 1),
        "link with body": (link_with_body, 1),
    }
)
"""Each spelling by its name, and how often it is met."""


def drawn(rng: random.Random) -> str:
    """Draw the spelling that a firm's site uses for an address."""
    return rng.choices(list(SPELLINGS), [weight for _, weight in SPELLINGS.values()])[0]
