"""E-mail addresses in the HTML of pages, however they are hidden from robots."""

import base64
import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.email_notations import legible, whole_address, written_in
from outhost.domain.email_sightings import sightings_in

HOST = "dupont.fr"
ADDRESS = "info@dupont.fr"


def coded(address: str, key: int = 0x5A) -> str:
    """Write an address as Cloudflare does."""
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()


IN_64 = base64.b64encode(ADDRESS.encode()).decode()
TURNED = codecs.encode(ADDRESS, "rot13")
BACK = ADDRESS[::-1]
RTL = "unicode-bidi:bidi-override;direction:rtl"

LINKS = {
    "a link": '<a href="mailto:Info@Dupont.fr?subject=Bonjour%20%40">Write</a>',
    "capitals": '<A HREF="MAILTO:INFO@DUPONT.FR">',
    "percent signs": '<a href="mailto:info%40dupont%2Efr">',
    "entities": '<a href="&#109;&#97;ilto:&#105;nfo&#64;dupont&#46;fr">',
    "a name before it": '<a href="mailto:Jean Dupont <info@dupont.fr>">',
    "to": '<a href="mailto:?to=info@dupont.fr">',
    "an area of a map": '<area href="mailto:info@dupont.fr">',
    "no quotes": "<a href=mailto:info@dupont.fr>",
    "gaps": '<a href = " mailto: info@dupont.fr ">',
    "a scheme that was forgotten": '<a href="info@dupont.fr">Write</a>',
    "a scheme that is wrong": '<a href="http://info@dupont.fr">Write</a>',
    "a disguise in a link": '<a href="mailto:info[at]dupont.fr">',
}
TEXTS = {
    "plain": "<p>Write to info@dupont.fr.</p>",
    "capitals in a text": "<p>INFO@DUPONT.FR</p>",
    "the next sentence": "<p>info@dupont.fr.Come and see</p>",
    "entities in a text": "<p>&#105;nfo&commat;dupont&period;fr</p>",
    "entities of entities": "<p>info&amp;#64;dupont.fr</p>",
    "square brackets": "<p>info [at] dupont.fr</p>",
    "brackets and dots": "<p>info[at]dupont[dot]fr</p>",
    "French brackets": "<p>info (arobase) dupont (point) fr</p>",
    "an a": "<p>info(a)dupont.fr</p>",
    "curly brackets": "<p>info{at}dupont{dot}fr</p>",
    "angle brackets": "<p>info&lt;at&gt;dupont.fr</p>",
    "dashes": "<p>info-at-dupont.fr</p>",
    "words": "<p>info at dupont dot fr</p>",
    "French words": "<p>info arobase dupont point fr</p>",
    "a word after a label": "<p>Email: info at dupont.fr</p>",
    "gaps around it": "<p>info @ dupont.fr</p>",
    "gaps after a label": "<p>E-mail : info @ dupont.fr, merci</p>",
    "gaps after a sign for a label": "<p>Tel : 04 72 00 00 00 / @ : info @ dupont.fr</p>",
    "full width": "<p>info＠dupont．fr</p>",
    "what no eye sees": "<p>in\u00adfo\u200b@du&shy;pont.fr</p>",
    "tags within": "<p>info<span>@</span>dupont<b>.fr</b></p>",
    "a word before it": "<p><b>Email</b>info@dupont.fr</p>",
    "neighbours": "<p><span>Email</span><span>info@dupont.fr</span><span>Tel</span></p>",
    "a telephone before it": "<p>04 72 00 00 00info@dupont.fr</p>",
    "a link before it": "<a>04 72 00 00 00</a><a>info@dupont.fr</a>",
    "noise that is hidden": '<p>info<span style="display: none">no</span>@dupont.fr</p>',
    "noise that a class hides": '<style>p .x{display:none}</style><p>info@<i class="x">no.</i>dupont.fr</p>',
    "from right to left": f'<span style="{RTL}">{BACK}</span>',
    "from right to left by a class": f'<style>.r::after,.r {{{RTL}}}</style><span class="r">{BACK}</span>',
    "bdo": f'<bdo dir="rtl">{BACK}</bdo>',
    "a picture": 'info<img src="/at.gif" alt="@">dupont.fr',
    "no spam": "<p>infoNOSPAM@dupont.fr</p>",
    "no spam in the domain": "<p>info@NOSPAM.dupont.fr</p>",
    "without script": "<noscript>info@dupont.fr</noscript>",
    "a page within no page": "info@dupont.fr",
}
DATA = {
    "two attributes": '<span data-user="info" data-domain="dupont.fr"></span>',
    "three attributes": '<span data-name="info" data-domain="dupont" data-tld="fr"></span>',
    "base64": f'<a data-email="{IN_64}">',
    "rot13": f'<a data-mail="{TURNED}">',
    "rot13 and a bracket": f'<a data-enc-email="{TURNED.replace("@", "[ng]")}">',
    "backwards": f'<a data-m="{BACK}">',
    "one attribute": '<a data-email="info@dupont.fr">',
    "Cloudflare": f'<a class="__cf_email__" data-cfemail="{coded(ADDRESS)}">[email&#160;protected]</a>',
    "Cloudflare's link": f'<a href="/cdn-cgi/l/email-protection#{coded(ADDRESS + "?subject=x")}">',
    "JSON-LD": '<script type="application/ld+json">{"@graph":[{"@type":"Bakery","email":"mailto:info@dupont.fr"}]}</script>',
    "JSON-LD that is broken": '<script type="application/ld+json">{"email":"info@dupont.fr",}</script>',
    "a contact point": '<script type="application/ld+json">{"contactPoint":[{"email":["info@dupont.fr"]}]}</script>',
    "microdata": '<meta itemprop="email" content="info@dupont.fr">',
    "who is answered": '<meta http-equiv="Reply-To" content="info@dupont.fr">',
    "a block's": '<div data-props="{&quot;name&quot;: &quot;Dupont&quot;, &quot;emails&quot;: [&quot;info@dupont.fr&quot;]}">',
    "a state in a script": '<script>window.__STATE__ = {"contact": {"email": "info@dupont.fr"}}</script>',
    "code without a gap": '<script>a={"url":"http:\\/\\/dupont.fr\\/","site_email":"info@dupont.fr"}</script>',
    "a framework's state": '<script id="__NEXT_DATA__" type="application/json">{"a":"\\u003einfo\\u0040dupont.fr"}</script>',
}
SCRIPTS = {
    "joined": "document.write('info' + '@' + 'dupont.fr');",
    "variables": "var u='info', d=\"dupont.fr\"; document.write('<a href=\"mailto:'+u+'@'+d+'\">'+u+'@'+d+'</a>')",
    "Joomla": "var a1 = '&#105;nf&#111;' + '&#64;';\n a1 = a1 + 'd&#117;pont' + '&#46;' + 'fr';",
    "added": "let e='info'; e += '@'; e += 'dupont.fr';",
    "numbers": f"x = String.fromCharCode({','.join(str(ord(char)) for char in ADDRESS)})",
    "escapes": r"x = '\x69nfo\u0040dupont.fr'",
    "unescape": "document.write(unescape('%69%6e%66%6f%40dupont.fr'))",
    "base64 in a script": f"location.href = 'mailto:' + atob('{IN_64}')",
    "turned round": f"e='{BACK}'.split('').reverse().join('')",
    "a list": "e=['info','dupont.fr'].join('@')",
    "a list turned round": "e=['dupont.fr','info'].reverse().join('@')",
    "replaced": "e='info#dupont.fr'.replace('#','@')",
    "replaced by a pattern": "e='info#dupont.fr'.replace(/#/g,'@')",
    "a function": "sendMail('info','dupont','fr')",
}
CLICKS = {
    "TYPO3": "<a href=\"javascript:linkTo_UnCryptMailto('nbjmup+jogpAevqpou\\/gs');\">",
    "a click": "<a href='#' onclick=\"location.href='mai'+'lto:'+'info'+'@'+'dupont.fr'\">",
    "a link of code": "<a href=\"javascript:location='mailto:'+'info'+String.fromCharCode(64)+'dupont.fr'\">",
}
ALL = LINKS | TEXTS | DATA | {name: f"<script>{code}</script>" for name, code in SCRIPTS.items()} | CLICKS

NONE = {
    "a picture's name": '<img src="logo@2x.png"><p>logo@2x.png</p>',
    "a comment": "<!-- info@dupont.fr -->",
    "a form": '<input placeholder="info@dupont.fr"><textarea>info@dupont.fr</textarea>',
    "a key of a service": '<script>dsn="https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/1"</script>',
    "a place": "<p>Find us at dupont.fr</p>",
    "a place after a word": "<p>Your email preferences are separate at www.dupont.fr.</p>",
    "a place without a label": "<p>See you saturday @ dupont.fr tonight</p>",
    "a name of a network": "<p>Follow @dupont.fr there</p>",
    "a mailbox with an accent": "<p>hélène@dupont.fr</p>",
    "a login in an address": "<p>https://user@dupont.fr/</p>",
    "a trap": '<p style="display:none">trap@dupont.fr</p><p hidden>trap@dupont.fr</p>',
    "a version": "<script>load('jquery@3.7.1', 'vue@next')</script>",
    "half a code": '<a data-cfemail="5a3">',
    "letters": "<p>option (a) dupont.fr</p>",
}
SEVERAL = {
    "a list in a link": ('<a href="mailto:a@dupont.fr,b@dupont.fr;c@dupont.fr">', {"a@dupont.fr", "b@dupont.fr", "c@dupont.fr"}),
    "a first name in bold": ("<p>jean.<b>dupont@dupont.fr</b></p>", {"jean.dupont@dupont.fr"}),
    "an end in bold": ("<p>info@dupont.co<b>.uk</b></p>", {"info@dupont.co.uk"}),
    "words for every sign": ("<p>jean point dupont arobase dupont point fr</p>", {"jean.dupont@dupont.fr"}),
    "a long menu that is closed": (f'<div style="display:none">{"Menu " * 40}info@dupont.fr</div>', {"info@dupont.fr"}),
}


@pytest.mark.parametrize("name", ALL)
def test_an_address_is_read_however_it_is_hidden(name: str) -> None:
    """What a visitor would write to is found, and nothing beside it."""
    assert {one.address for one in sightings_in(ALL[name], HOST)} == {ADDRESS}


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_address_is_none(name: str) -> None:
    """Names of files, forms, comments, traps: nobody can be written to there."""
    assert sightings_in(NONE[name], HOST) == []


@pytest.mark.parametrize("name", SEVERAL)
def test_whole_addresses_are_read_and_no_parts_of_them(name: str) -> None:
    """Tags and lists don't cut an address short."""
    page, wanted = SEVERAL[name]
    assert {one.address for one in sightings_in(page, HOST)} == wanted


def test_what_stood_before_an_address_is_told() -> None:
    """Whose it is can be judged by the words before it, a link's too."""
    (one, other) = sightings_in('<p>Site by Pixel: <a href="mailto:a@pixel.fr">write</a></p><p>Host: b@host.fr</p>', HOST)
    assert ("Site by Pixel" in one.before, one.method) == (True, "mailto")
    assert (other.before.rstrip().endswith("Host:"), other.method, other.near) == (True, "text", "b@host.fr")


TEXT = st.text(st.sampled_from("ab@. -_[]()<>\"'/\\=+&#;%:{},\n\x01atdotréfrcommailtoscriptstyle"), max_size=300)
PIECES = (
    "<script>", "</script>", "<a href='mailto:", "info@dupont.fr", "<p hidden>", "</p>", "<!--", "-->", '"', "'", ">", " [at] ", "<style>",
    ".x{display:none}", "</style>", '<b class="x">', "</b>", "data-email=", "'a'+'@'", ".split('')", ".join(", "&#64;", "&amp;", "\ud800",
    "String.fromCharCode(", "55296,64)", "<i style='direction:rtl;unicode-bidi:bidi-override'>", "</i>",
    "atob('", " arobase ", ".fr", "&shy;",
)  # fmt: skip
MARKUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(TEXT | MARKUP | st.text(max_size=200))
def test_no_page_is_too_strange(page: str) -> None:
    """Whatever is sent, it is read to its end, and what is found are addresses."""
    for one in sightings_in(page, HOST):
        assert whole_address(one.address) == one.address
        one.address.encode("utf-8")


@given(
    st.from_regex(r"[a-z]{1,10}([._-][a-z0-9]{1,8})?", fullmatch=True),
    st.from_regex(r"[a-z]{2,10}(-[a-z]{1,8})?\.(fr|com|co\.uk)", fullmatch=True),
)
def test_every_plain_address_is_found_where_it_stands(local: str, domain: str) -> None:
    """A sentence with an address in it gives that address, whoever's it is."""
    address = f"{local}@{domain}"
    if whole_address(address) is None:
        return
    text = legible(f"Pour nous écrire : {address}, ou par courrier.")
    assert [(one.address, one.near) for one in written_in(text)] == [(address, address)]


@given(TEXT)
def test_what_is_found_plainly_stands_there(text: str) -> None:
    """No letter is made up: an address written with an @ stands in the text as it is given."""
    plain = legible(text)
    for one in written_in(plain):
        if one.method == "text" and "SPAM" not in plain and " " not in one.near:
            assert one.address in plain.lower()


HOSTILE = {
    "depth": "<div>" * 200_000,
    "quotes that never end": '<a "' * 300_000,
    "brackets": "[at " * 300_000,
    "signs": "@" * 1_500_000,
    "blanks": " " * 1_500_000,
    "comments": "<!--" * 300_000,
    "scripts": "<script>mail('@'+" * 60_000,
    "attributes": '<a data-email="aaaaaaaaaaaaaaaaaaaaaaaa">' * 60_000,
    "styles": "<style>" + ".a{" * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends(name: str) -> None:
    """However it is written, a page is read in a time that grows with its length alone; the work is counted in steps, not in seconds."""
    assert sightings_in(HOSTILE[name], HOST) == []
