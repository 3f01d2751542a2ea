"""Platforms: websites of others on which businesses have a page, rather than a website of their own."""

from typing import Final
from urllib.parse import urlsplit

_ANYWHERE: Final = frozenset({
    "airbnb", "amazon", "bing", "booking", "deliveroo", "ebay", "etsy", "europages", "expedia", "facebook", "fiverr", "foursquare",
    "glassdoor", "google", "groupon", "indeed", "instagram", "justeat", "kayak", "kompass", "linkedin", "lonelyplanet", "mappy",
    "messenger", "opentable", "pinterest", "planity", "reddit", "resy", "snapchat", "telegram", "thefork", "tiktok", "treatwell",
    "tripadvisor", "trivago", "trustpilot", "tumblr", "twitter", "ubereats", "viator", "vimeo", "vinted", "whatsapp", "wikipedia",
    "wolt", "yelp", "youtube", "zomato",
})  # fmt: skip
"""Names that are the same platform under whatever ending: `tripadvisor.fr`, `tripadvisor.co.uk`."""
_SITES: Final = frozenset({
    "118000.fr", "118712.fr", "abritel.fr", "agoda.com", "allovoisins.com", "annuaire-entreprises.data.gouv.fr", "avis-verifies.com",
    "balinea.com", "beacons.ai", "bottin.fr", "business.site", "cylex.fr", "doctolib.de", "doctolib.fr", "doctolib.it",
    "doctoranytime.be", "fb.com", "fb.me", "fresha.com", "g.co", "g.page", "gites-de-france.com", "goo.gl", "guidemichelin.com",
    "habitatpresto.com", "hotels.com", "hotfrog.fr", "houzz.fr", "hrs.com", "hrs.de", "infobel.com", "infogreffe.fr", "just-eat.fr",
    "justacote.com", "keldoc.com", "kiute.com", "koifaire.com", "lafourchette.com", "leboncoin.fr", "linktr.ee", "lnk.bio",
    "logishotels.com", "maiia.com", "manageo.fr", "maps.app.goo.gl", "meilleursagents.com", "mesdepanneurs.fr", "michelin.com",
    "nextdoor.com", "nextdoor.fr", "openstreetmap.org", "pages24.fr", "pagesjaunes.fr", "pappers.fr", "petitfute.com",
    "proxiservices.com", "qype.com", "relaischateaux.com", "restaurant.michelin.fr", "restaurantguru.com", "salonkee.fr", "sluurpy.fr",
    "societe.com", "solocal.com", "soundcloud.com", "starofservice.com", "t.me", "threads.net", "toogoodtogo.com", "travaux.com",
    "trouver-ouvert.fr", "verif.com", "vk.com", "wa.me", "x.com", "yell.com", "yellowpages.com", "youtu.be", "zenchef.com",
    "zonebourse.com",
})  # fmt: skip
"""Names that are so under one ending."""
_SECOND: Final = frozenset({"co", "com", "org", "net", "gov", "ac"})
"""What stands before the ending in some countries."""


def is_on_platform(address: str) -> bool:
    """Tell whether a website is a page on a directory, a booking or delivery service, or a social network."""
    host = _host_in(address)
    parts = host.split(".")
    if any(".".join(parts[place:]) in _SITES for place in range(len(parts) - 1)):
        return True
    name = parts[-3] if len(parts) > 2 and parts[-2] in _SECOND else parts[-2] if len(parts) > 1 else ""  # noqa: PLR2004 - a.co.uk
    return name in _ANYWHERE


def _host_in(address: str) -> str:
    text = address.strip().lower()
    try:
        return (urlsplit(text if "//" in text else f"//{text}").hostname or "").rstrip(".")
    except ValueError:
        return ""
