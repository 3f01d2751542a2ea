"""`socials`: a business's own profiles on social networks, from the links of its website."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import chain
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from outhost.jobtypes import Category, Context, Found, JobType, Lane, Page, Params, Row, Text, folded

_KINDS: Final = ("contact", "about", "legal")
_MOST_PAGES: Final = 4
_MOST_LINKS, _MOST_OTHERS, _MOST_UP = 1500, 300, 40
_SURE: Final = 1.5
"""What a profile must weigh to be the business's own."""
_WEIGHTS: Final = {"frame": 3.0, "data": 3.0, "body": 2.0, "widget": 1.5, "script": 1.5, "meta": 1.0, "article": 0.5}
"""By where it stands; what stands in the frame of every page is the business's."""
_SAME_NAME: Final = 1.5
_ONE_MORE_PAGE: Final = 0.5
_ABOUT_OTHERS: Final = frozenset({"Person", "Article", "BlogPosting", "NewsArticle", "Review"})
_CROWD: Final = 3
"""So many profiles of one network in a page's body are those of partners, or of a team."""

_FRAME: Final = re.compile(
    r"header|footer|topbar|top-bar|masthead|navbar|social|follow|suivez|reseaux|réseaux|colophon|pied-?de-?page|bas-?de-?page"
)
_OTHERS: Final = re.compile(
    r"comment|testimonial|t[eé]moignage|partenaire|partner|sponsor|\bfeed|tweet|type-post|post-content|blog-post|news-item|actualite|portfolio"
    r"|author-?b"
)
_EMBED: Final = re.compile(r"twitter-tweet|instagram-media|tiktok-embed|fb-(?:post|video|comments|like|share)|juicer|sbi_|ctf-|cff-")
_WIDGET: Final = re.compile(r"fb-page|twitter-timeline|twitter-follow|g-ytsubscribe")
_CREDIT: Final = re.compile(
    r"r[ée]alis(?:[ée]e?|ation)|cr[ée]ation|con[çc]u|conception|propuls[ée]|h[ée]berg|cr[ée][ée] (?:par|avec)|powered by|made (?:by|with)|"
    r"design(?:ed)? (?:by|:)|website by|site (?:web )?(?:by|par)|built (?:by|with)|webdesign|web ?agency|agence web", re.IGNORECASE
)  # fmt: skip
_CREDIT_CHARS, _LINE_OF_CREDITS = 160, 4
_URL: Final = re.compile(r"https?:\\{0,2}/\\{0,2}/[^\s'\"<>()]{4,300}")
_ADDRESS: Final = re.compile(r"(?:https?:)?//[^\s'\"<>]{4,300}")
_OBFUSCATED: Final = re.compile(r"aHR0c[A-Za-z0-9+/]{10,300}={0,2}")
_SOCIAL: Final = (
    "facebook.com",
    "fb.com",
    "instagram.com",
    "instagr.am",
    "linkedin.com",
    "twitter.com",
    "x.com",
    "tiktok.com",
    "youtube.com",
)
_PAGE_PLUGIN: Final = re.compile(r"(?:https?:)?//(?:[\w-]+\.)?facebook\.com/(?:v\d+\.\d+/)?plugins/page\.php", re.IGNORECASE)
_DEFAULTS: Final = re.compile(
    r"facebook|instagram|twitter|x|linkedin|youtube|tiktok|meta|wix|wixcom|wixfrance|wordpress|wordpresscom|"
    r"squarespace|jimdo|shopify|prestashop|ionos|webador|weebly|godaddy|elementor|elegantthemes|envato|themeforest|"
    r"wpbeginner|yoast|sitew|emonsite|ovh|ovhcloud|google|solocal|pagesjaunes|duda|webflow|yourpage|yourprofile|"
    r"yourusername|username|user|votrepage|votrecompte|page|profile|example|name|nom|mypage|mycompany|yourcompany|"
    r"company|channel|home|homephp|undefined|null",
    re.IGNORECASE,
)
"""Who stands there where nobody filled in their own."""


async def run(row: Row, _params: Params, job: Context) -> Row:
    """Give the business's own profile on each network, where its site shows one."""
    address = str(row["site_web"] or "")
    found: Row = dict.fromkeys(_NETWORKS, "")
    if profile := profile_in(address):
        return found | {profile[0]: Found(profile[1], source=profile[1], method="address", snippet=address[:300])}
    site = await job.site(address)
    seen: dict[str, dict[str, Candidate]] = {network: {} for network in _NETWORKS}
    async for page in site.pages(*_KINDS, most=_MOST_PAGES):
        for network, url, place, method, words in _profiles(page, is_home=page is await site.home()):
            one = seen[network].setdefault(_identity(url), Candidate(url=url, found=page.found(url, method, words)))
            one.places.add(place)
            one.pages.add(page.url)
    names = [name for name in (_stem(site.host), folded(str(row.get("nom") or ""))) if len(name) > 3]  # noqa: PLR2004 - shorter ones are in every word
    return found | {network: best.found for network, several in seen.items() if (best := best_of(list(several.values()), names))}


@dataclass(kw_only=True)
class Candidate:
    """A profile that a site shows, and where."""

    url: str
    found: Found
    places: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)

    def weight(self, names: list[str]) -> float:
        """Weigh how surely it is the business's own."""
        place = max(_WEIGHTS[place] for place in self.places)
        return place + _ONE_MORE_PAGE * (len(self.pages) - 1) + _SAME_NAME * self.is_named(names)

    def is_named(self, names: list[str]) -> bool:
        """Tell whether it is called as the business or its site is."""
        handle = folded(unquote(self.url).rpartition("/")[2])
        return any(name in handle or (len(handle) > 3 and handle in name) for name in names)  # noqa: PLR2004 - as above


def best_of(several: list[Candidate], names: list[str]) -> Candidate | None:
    """Give the business's own of a network's profiles, if that is sure: of many in the text of pages, only one of its name is."""
    sure = [one for one in several if one.weight(names) >= _SURE]
    framed = [one for one in sure if one.places & {"frame", "data"}]
    companies = [one for one in framed or sure if "/in/" not in one.url] or framed or sure
    if (not framed and len(several) >= _CROWD) or (len(companies) > 1 and all("/in/" in one.url for one in companies)):
        companies = [one for one in companies if one.is_named(names)]
    return max(companies, key=lambda one: one.weight(names), default=None)


def profile_in(href: str) -> tuple[str, str] | None:
    """Give the network and the canonical address of a profile that a link leads to, however it is written."""
    href = unescape(href).strip().replace("\\/", "/")[:2000]
    href = re.sub(r"^(?:https?:/{0,3})(?=https?:/)", "", href)
    if not re.match(r"https?://", href):
        href = "https://" + re.sub(r"^https?:/*|^/+", "", href)
    try:
        parts = urlsplit(href)
        host, query = (parts.hostname or "").rstrip("."), parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        return None
    if host in {"l.facebook.com", "lm.facebook.com", "l.instagram.com"}:
        behind = query.get("u", [""])[0][:1000]
        return profile_in(behind) if _URL.match(behind) and "u=" not in behind else None
    path = parts.path + (parts.fragment[1:] if parts.fragment.startswith("!/") else "")
    segments = [segment for segment in path.split("/") if segment]
    for network, (hosts, canonical) in _NETWORKS.items():
        if any(host == known or host.endswith(f".{known}") for known in hosts):
            url = canonical(host, segments, query)
            return (network, url) if url and not _DEFAULTS.fullmatch(folded(unquote(url).rpartition("/")[2])) else None
    return None


def _facebook(_host: str, segments: list[str], query: Mapping[str, list[str]]) -> str:
    match segments:
        case ["profile.php", *_] if re.fullmatch(r"\d{5,20}", (query.get("id") or [""])[0]):
            return f"https://www.facebook.com/profile.php?id={query['id'][0]}"
        case ["pages", "category", trade, name, *_]:
            return f"https://www.facebook.com/pages/category/{trade}/{name}"
        case ["pages" | "people" as kind, name, number, *_] if number.isdigit():
            return f"https://www.facebook.com/{kind}/{name}/{number}"
        case ["pg" | "@", name, *_] | [name, *_]:
            return f"https://www.facebook.com/{name}" if _is_name(name, _NOT_FACEBOOK, r"(?!.*\.(?:php|html?)$)[\w.\-%]{2,120}") else ""
        case _:
            return ""


def _instagram(_host: str, segments: list[str], _query: Mapping[str, list[str]]) -> str:
    name = segments[0].removeprefix("@") if segments and (len(segments) == 1 or segments[1] not in {"p", "reel"}) else ""
    return f"https://www.instagram.com/{name}" if _is_name(name, _NOT_INSTAGRAM, r"[\w.]{1,60}") else ""


def _linkedin(_host: str, segments: list[str], _query: Mapping[str, list[str]]) -> str:
    if segments[:1] == ["organization-guest"]:
        segments = segments[1:]
    if len(segments) > 1 and segments[0] in {"company", "in", "school", "showcase"} and re.fullmatch(r"[\w%.\-&’']{2,150}", segments[1]):
        return f"https://www.linkedin.com/{segments[0]}/{segments[1]}"
    return ""


def _twitter(host: str, segments: list[str], _query: Mapping[str, list[str]]) -> str:
    name = segments[0].removeprefix("@") if segments and segments[1:2] not in (["status"], ["statuses"]) else ""
    known = "twitter.com" if host.endswith("twitter.com") else "x.com"
    return f"https://{known}/{name}" if _is_name(name, _NOT_TWITTER, r"[A-Za-z0-9_]{1,15}") else ""


def _tiktok(host: str, segments: list[str], _query: Mapping[str, list[str]]) -> str:
    is_one = segments and host not in {"vm.tiktok.com", "vt.tiktok.com"} and re.fullmatch(r"@[\w.]{2,60}", segments[0])
    return f"https://www.tiktok.com/{segments[0]}" if is_one and segments[1:2] != ["video"] else ""


def _youtube(_host: str, segments: list[str], query: Mapping[str, list[str]]) -> str:
    match segments:
        case ["channel" | "c" | "user" as kind, name, *_] if re.fullmatch(r"[\w%.\-]{2,100}", name):
            return f"https://www.youtube.com/{kind}/{name}"
        case ["subscription_center", *_] if re.fullmatch(r"[\w.\-]{2,100}", (query.get("add_user") or [""])[0]):
            return f"https://www.youtube.com/user/{query['add_user'][0]}"
        case [name, *_] if name.startswith("@") and re.fullmatch(r"@[\w%.\-·]{2,100}", name):
            return f"https://www.youtube.com/{name}"
        case [name]:
            return f"https://www.youtube.com/{name}" if _is_name(name, _NOT_YOUTUBE, r"[A-Za-z0-9][\w\-]{2,60}") else ""
        case _:
            return ""


def _is_name(name: str, reserved: re.Pattern[str], pattern: str) -> bool:
    return not reserved.fullmatch(name) and bool(re.fullmatch(pattern, name))


_NOT_FACEBOOK: Final = re.compile(
    r"2008|about|ads|business|careers|dialog|docs|events|feeds|fundraisers|gaming|games|groups|hashtag|help|home|l|"
    r"legal|login|marketplace|media|messages|notes|p|pages|people|permalink|photo|photos|pg|plugins|policies|policy|"
    r"posts|privacy|profile|public|recover|reel|reels|reg|search|settings|share|share_channel|sharer|story|terms|tr|"
    r"v|video|videos|watch",
    re.IGNORECASE,
)
_NOT_INSTAGRAM: Final = re.compile(
    r"p|reel|reels|explore|stories|accounts|about|developer|legal|tv|direct|web|share|sharer|oauth|embed|privacy",
    re.IGNORECASE,
)
_NOT_TWITTER: Final = re.compile(
    r"about|account|articles|compose|explore|hashtag|home|i|intent|jobs|login|logout|messages|notifications|oauth|privacy|"
    r"search|settings|share|signup|statuses|tos|widgets|download|en|fr",
    re.IGNORECASE,
)
_NOT_YOUTUBE: Final = re.compile(
    r"about|account|ads|attribution_link|c|channel|creators|e|embed|feed|feeds|gaming|hashtag|howyoutubeworks|"
    r"iframe_api|index|intl|kids|live|music|oembed|oops|player_api|playlist|playlists|premium|redirect|results|s|"
    r"shorts|signin|static|subscription_center|t|upload|user|v|watch|watch_popup|yt",
    re.IGNORECASE,
)
_NETWORKS: Final[Mapping[str, tuple[tuple[str, ...], Callable[[str, list[str], Mapping[str, list[str]]], str]]]] = {
    "social_facebook": (("facebook.com", "fb.com"), _facebook),
    "social_instagram": (("instagram.com", "instagr.am"), _instagram),
    "social_linkedin": (("linkedin.com",), _linkedin),
    "social_twitter": (("twitter.com", "x.com"), _twitter),
    "social_tiktok": (("tiktok.com",), _tiktok),
    "social_youtube": (("youtube.com",), _youtube),
}  # fmt: skip


Shown = tuple[str, str, str, str]
"""A link, where it stands, how it was read, and its words."""
Profile = tuple[str, str, str, str, str]
"""The same, with the network, and the address as it should be."""


def _profiles(page: Page, *, is_home: bool) -> Iterator[Profile]:
    """Go through the profiles that a page shows, wherever it does."""
    if not _names_a_network(page.html) and "aHR0c" not in page.html:
        return
    for href, place, method, words in chain(_linked(page, is_home=is_home), _named_in_data(page), _elsewhere(page)):
        if profile := profile_in(href):
            yield (*profile, place, method, words)


def _linked(page: Page, *, is_home: bool) -> Iterator[Shown]:
    for node in page.tree.css("a[href], area[href]")[:_MOST_LINKS]:
        href = node.attributes.get("href") or ""
        if _names_a_network(href) and (place := _place_of(node, is_home=is_home)):
            yield href, place, "link", " ".join(node.text(separator=" ").split())[:100]
    for node in page.tree.css("[onclick], [data-href], [data-url], [data-link], [data-src], iframe[src]")[:_MOST_OTHERS]:
        for name in ("onclick", "data-href", "data-url", "data-link", "data-src", "src"):
            value = (node.attributes.get(name) or "")[:2000]
            if _names_a_network(value) and (place := _place_of(node, is_home=is_home)):
                found = (
                    [(href, "widget") for href in _shown_in(value)] if "src" in name else [(href, place) for href in _URL.findall(value)]
                )
                yield from ((href, where, "link", "") for href, where in found)


def _shown_in(src: str) -> list[str]:
    """Give the page that Facebook's own box shows; other frames show what anybody posted."""
    return parse_qs(urlsplit(src).query).get("href", [])[:1] if _PAGE_PLUGIN.match(src) else []


def _named_in_data(page: Page) -> Iterator[Shown]:
    for one in page.own_data:
        kinds = one.get("@type")
        place = "article" if _ABOUT_OTHERS & set(map(str, kinds if isinstance(kinds, list) else [kinds])) else "data"
        yield from ((href, place, "data", "") for href in _texts_of(one.get("sameAs")))
    for name, place in (("article:publisher", "data"), ("og:see_also", "meta"), ("article:author", "meta")):
        yield page.meta.get(name, ""), place, "meta", ""
    for node in page.tree.css('link[rel~="me"][href]')[:20]:
        yield node.attributes.get("href") or "", "data", "link", ""
    if re.fullmatch(r"@\w{2,15}", handle := page.meta.get("twitter:site", "")):
        yield f"https://twitter.com/{handle[1:]}", "meta", "meta", handle


def _elsewhere(page: Page) -> Iterator[Shown]:
    """Go through what only scripts show: the state that a page begins with, and links kept from robots by an encoding."""
    for one in page.state:
        for value in one.values():
            yield from (
                (href, "script", "script", "") for href in _texts_of(value) if _names_a_network(href[:40]) and _ADDRESS.fullmatch(href)
            )
    for coded in _OBFUSCATED.findall(page.html)[:_MOST_OTHERS]:
        try:
            yield base64.b64decode(coded.rstrip("=") + "=" * (-len(coded.rstrip("=")) % 4)).decode("utf-8"), "body", "link", ""
        except ValueError:
            continue


def _names_a_network(text: str) -> bool:
    text = text.lower()
    return any(name in text for name in _SOCIAL)


def _texts_of(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value])[:50] if isinstance(one, str)]


def _place_of(node: Any, *, is_home: bool) -> str:
    """Tell where a link stands: in the frame of the page, its body, an article; empty where it is somebody else's."""
    place, above = "", node
    for step in range(_MOST_UP):
        if above is None or above.tag in {"body", "html", None}:
            break
        words = _signs_of(above)
        if _EMBED.search(words) or (step < _LINE_OF_CREDITS and not place and _is_credit(above, node)):
            return ""
        place = place or _place_by(above.tag, words, is_home=is_home)
        above = above.parent
    return place or "body"


def _place_by(tag: str, words: str, *, is_home: bool) -> str:
    if _WIDGET.search(words):
        return "widget"
    if tag in {"header", "footer", "nav"} or _FRAME.search(words):
        return "frame"
    return "article" if tag == "blockquote" or (tag == "article" and is_home) or _OTHERS.search(words) else ""


def _signs_of(node: Any) -> str:
    attributes = node.attributes
    return " ".join(str(attributes.get(name) or "")[:200] for name in ("class", "id", "role", "aria-label")).lower()


def _is_credit(above: Any, node: Any) -> bool:
    """Tell whether words before a link name who made the site, or who hosts it."""
    if above.tag in {"a", "body", "footer", "html"} or len(above.text(separator=" ")) >= _CREDIT_CHARS:
        return False
    html, link = above.html or "", node.attributes.get("href") or ""
    found = _CREDIT.search(html)
    return found is not None and found.start() < html.find(link)


def _identity(url: str) -> str:
    return url.lower().replace("://x.com/", "://twitter.com/")


def _stem(host: str) -> str:
    return folded(host.rpartition(".")[0].rpartition(".")[2] or host)


job_type = JobType(
    slug="socials",
    category=Category.ENRICH,
    label=Text(en="Social profiles", fr="Profils sociaux"),
    description=Text(
        en="The profiles that a business links to from its own website: Facebook, Instagram, LinkedIn, X, TikTok and YouTube.",
        fr="Les profils vers lesquels l’entreprise renvoie depuis son site : Facebook, Instagram, LinkedIn, X, TikTok et YouTube.",
    ),
    limits=Text(
        en="Reads at most four pages; a profile that the site does not link to is not looked for. "
        "Where several may be the business’s and none bears its name, nothing is said.",
        fr="Lit quatre pages au plus ; un profil vers lequel le site ne renvoie pas n’est pas recherché. "
        "Si plusieurs conviennent et qu’aucun ne porte le nom de l’entreprise, rien n’est dit.",
    ),
    run=run,
    needs=("site_web",),
    produces=tuple(_NETWORKS),
    lane=Lane.EXTRACTION,
    uses=frozenset({"site"}),
    seconds=240.0,
    at_once=64,
)
