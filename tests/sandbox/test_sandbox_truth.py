"""What the town says of its businesses stands on their pages, in whatever spelling, and what stands there is said."""

import base64
import binascii
import codecs
import re
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from outhost.sandbox.behaviours import home_host
from outhost.sandbox.business import Business
from outhost.sandbox.phones import NOTATIONS, USUAL, written
from outhost.sandbox.spellings import SPELLINGS
from outhost.sandbox.styles import STYLES
from outhost.sandbox.town import Town

SEEDS = (1, 2, 3)
_AT = re.compile(r"\s*(?:\[(?:at|arobase)\]|\((?:at|arobase|a)\)|\b(?:at|arobase)\b|@)\s*")
_DOT = re.compile(r"\s*(?:\((?:dot|point)\)|\b(?:dot|point)\b)\s*")
_NOISE = re.compile(r'<span style="display:none">nospam</span>|<i style="display: none;">-null-</i>|<!-- @spam.example -->')


@pytest.fixture(scope="module", params=SEEDS)
def town(request: pytest.FixtureRequest) -> Town:
    """A town in which every style and spelling occurs."""
    return Town(request.param, 150)


def page(town: Town, one: Business, path: str, week: int = 0) -> str:
    """Give a page as text, whatever charset it is in."""
    answer = town.answer(home_host(one.firm), path, week)
    assert answer is not None
    assert answer.status == 200, (one.style, path)
    try:
        return answer.body.decode("utf-8")
    except UnicodeDecodeError:
        return answer.body.decode("cp1252")


def readings(text: str) -> list[str]:
    """Give the page in every way in which a careful reader takes it."""
    shown = unescape(text.replace("&nbsp;", " ").replace("&quot;", '"')).lower().replace("\u200b", "").replace("<wbr>", "")
    quiet = _NOISE.sub("", shown)
    bare = re.sub(r"</?(?:span|b)>", "", quiet)
    joined = re.sub(r"""['"]\s*\+\s*['"]""", "", shown)
    pieces = re.sub(r'data-user="([^"]+)" data-domain="([^"]+)"', r"\1@\2", shown)
    two = re.sub(r'var u = "([^"]+)"; var d = "([^"]+)"', r"\1@\2", shown)
    words = _DOT.sub(".", _AT.sub("@", shown))
    turned = codecs.encode(shown, "rot13").replace("[ng]", "@").replace("[at]", "@")
    cloudy = [_uncloud(coded) for coded in re.findall(r"(?:data-cfemail=\"|email-protection#)([0-9a-f]+)", text)]
    packed = [_unpacked(coded) for coded in re.findall(r'data-mail="([^"]+)"', text)]
    return [shown, unquote(shown), quiet, bare, joined, pieces, two, words, turned, shown[::-1], *cloudy, *packed]


def _uncloud(coded: str) -> str:
    key, *rest = binascii.unhexlify(coded)
    return bytes(byte ^ key for byte in rest).decode()


def _unpacked(coded: str) -> str:
    return base64.b64decode(coded).decode()


def digits_of(text: str) -> str:
    """Give a page without what stands between digits."""
    return re.sub(r"[\s./()\u00a0\u202f-]", "", re.sub(r"\(0\)|</?span>", "", unescape(text)))


def test_every_style_occurs(town: Town) -> None:
    """A town has at least thirty styles of site, and English ones among them."""
    assert {one.style for one in town.businesses} == {style.name for style in STYLES}
    assert len(STYLES) >= 30
    assert 15 <= len([one for one in town.businesses if one.language == "en"]) <= 60


def test_every_true_address_can_be_read_where_it_is_said_to_stand(town: Town) -> None:
    """An address of the truth stands on the page of the truth, in one of the spellings that people use."""
    for week in (0, 7):
        for one in town.businesses:
            for mail in one.at(week).emails:
                assert any(mail.address in reading for reading in readings(page(town, one, mail.path, week))), (one.style, mail)


def test_every_address_that_can_be_read_is_in_the_truth(town: Town) -> None:
    """What a firm shows of its own domain on the pages that are read is in the truth, or is one that only a comment remembers."""
    for one in town.businesses:
        known = {mail.address for mail in one.emails}
        for path in paths(one):
            found = {
                each
                for reading in readings(page(town, one, path))
                for each in re.findall(rf"[\w.-]+@{re.escape(one.mail.domain)}\b", reading)
            }
            assert {
                each for each in found if each not in known and not each.startswith(("ancien.contact", "nospam", "-null", "3c"))
            } == set(), one.style


def test_every_number_that_can_be_read_is_in_the_truth(town: Town) -> None:
    """What a firm shows of its own numbers on the pages that are read is in the truth."""
    for one in town.businesses:
        known = {one.telephone, one.phones.secondary, one.phones.mobile, one.phones.fax}
        texts = "".join(digits_of(page(town, one, path)) for path in paths(one))
        for line in one.firm.lines:
            assert line.number in known or (line.number[1:] not in texts and f"0{line.number[3:]}" not in texts), one.style


def test_every_true_number_stands_on_the_site(town: Town) -> None:
    """A number of the truth stands on a page that a reader opens, written as people write numbers."""
    for one in town.businesses:
        numbers = [number for number in (one.phones.secondary, one.phones.mobile, one.phones.fax) if number]
        texts = "".join(digits_of(page(town, one, path)) for path in paths(one)) if numbers else ""
        assert all(number[1:] in texts or f"0{number[3:]}" in texts for number in numbers), one.style
        assert one.telephone not in numbers


def test_every_true_profile_is_linked(town: Town) -> None:
    """A profile of the truth is linked from a page that a reader opens."""
    for one in town.businesses:
        if one.socials:
            texts = "".join(unescape(page(town, one, path)) for path in paths(one))
            assert all(url.removeprefix("https:") in texts for url in one.socials.values()), one.style


def paths(one: Business) -> list[str]:
    """Give the pages that a careful reader opens."""
    return [each.path for each in shown(one).readable()]


def shown(one: Business):  # noqa: ANN201 - the site, which tests look behind the door for
    """Give the site of a business as it is written."""
    from outhost.sandbox.sites import site

    return site(one.firm, 0)


def test_every_link_within_a_site_leads_somewhere(town: Town) -> None:
    """No page links to a page, picture or paper of its own site that is not there."""
    for one in town.businesses:
        for path in [each.path for each in shown(one).pages.values()] if one.emails or one.socials else []:
            for link in links(page_or_nothing(town, one, path), path):
                answer = town.answer(home_host(one.firm), link, 0)
                assert answer is not None
                assert answer.status == 200 or link.startswith(("/envoi", "/cdn-cgi/")) or behaves_so(one), (one.style, path, link)


def page_or_nothing(town: Town, one: Business, path: str) -> str:
    """Give a page, or nothing where its host breaks."""
    answer = town.answer(home_host(one.firm), path, 0)
    assert answer is not None
    return answer.body.decode("cp1252", "replace") if answer.status == 200 else ""


def behaves_so(one: Business) -> bool:
    """Tell whether a host breaks on purpose."""
    from outhost.sandbox.behaviours import Behaviour, behaviour

    return behaviour(one.firm) is Behaviour.NO_CONTACT


def links(text: str, path: str) -> set[str]:
    """Give the paths within the site that a page names in its links and pictures."""
    named = re.findall(r"""(?:href|src)=["']?([^"'\s>]+)""", re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL), re.IGNORECASE)
    whole = [urljoin(f"http://x{path}", unescape(each)) for each in named if not re.match(r"(?i)mailto|tel:|javascript|#|&#", each)]
    return {urlsplit(each).path for each in whole if urlsplit(each).netloc == "x"}


def test_every_page_that_is_read_can_be_reached(town: Town) -> None:
    """Every page that the truth counts on is linked from the home page, in two steps at most."""
    for one in town.businesses:
        wanted = set(paths(one))
        if not wanted or behaves_so(one):
            continue
        first = links(page(town, one, "/"), "/")
        second = {link for path in first if path in shown(one).pages for link in links(page(town, one, path), path)}
        assert wanted <= first | second | {"/"}, one.style


@pytest.mark.parametrize("name", list(SPELLINGS))
def test_every_spelling_can_be_read(name: str) -> None:
    """Whatever way people hide an address from robots, a careful reader finds it."""
    import random

    for draw in range(8):
        text = SPELLINGS[name][0]("jean-luc.roy@atelier-roy.example", random.Random(draw), "fr" if draw % 2 else "en")
        assert any("jean-luc.roy@atelier-roy.example" in reading for reading in readings(text)), text


@pytest.mark.parametrize("notation", list(NOTATIONS))
def test_every_notation_keeps_the_number(notation: str) -> None:
    """A number has the same digits however it is written, in France and in Britain."""
    assert digits_of(written("+33199001234", notation)).lstrip("+") in {"0199001234", "33199001234", "0033199001234"}
    assert digits_of(written("+442079460123", notation)).lstrip("+") in {"02079460123", "442079460123", "00442079460123"}
    assert set(USUAL) == set(NOTATIONS) - {"international joined"}
