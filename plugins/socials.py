"""`socials`: a business's own profiles on social networks, from the links of its website."""

import re
from collections.abc import Iterator
from typing import Any, Final

from outhost.jobtypes import Category, Context, JobType, Lane, Page, Params, Row, Text

_NETWORKS: Final = {
    "social_facebook": re.compile(r"https?://(?:[a-z-]+\.)?facebook\.com/(?!sharer|share|plugins|tr\b|dialog)([\w.\-/%]+)", re.IGNORECASE),
    "social_instagram": re.compile(r"https?://(?:www\.)?instagram\.com/(?!p/|explore|reel)([\w.]+)", re.IGNORECASE),
    "social_linkedin": re.compile(r"https?://(?:[a-z]{2,3}\.)?linkedin\.com/(?:company|in|school)/([\w%\-]+)", re.IGNORECASE),
    "social_twitter": re.compile(
        r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?!intent|share|home|search|hashtag)(\w{1,15})\b", re.IGNORECASE
    ),
    "social_tiktok": re.compile(r"https?://(?:www\.)?tiktok\.com/@([\w.]+)", re.IGNORECASE),
    "social_youtube": re.compile(r"https?://(?:www\.|m\.)?youtube\.com/(?:channel/|c/|user/|@)([\w\-]+)", re.IGNORECASE),
}


async def run(row: Row, _params: Params, job: Context) -> Row:
    """Give the first profile of each network that the site links to."""
    site = await job.site(str(row["site_web"]))
    found: Row = dict.fromkeys(_NETWORKS, "")
    async for page in site.pages("contact", most=2):
        for name, value in _profiles(page):
            found[name] = found[name] or value
    return found


def _profiles(page: Page) -> Iterator[tuple[str, Any]]:
    for link in page.links:
        for name, pattern in _NETWORKS.items():
            if pattern.match(link.url):
                yield name, page.found(link.url.rstrip("/"), "link", link.text)


job_type = JobType(
    slug="socials",
    category=Category.ENRICH,
    label=Text(en="Social profiles", fr="Profils sociaux"),
    description=Text(
        en="The profiles that a business links to from its own website: Facebook, Instagram, LinkedIn, X, TikTok and YouTube.",
        fr="Les profils vers lesquels l’entreprise renvoie depuis son site : Facebook, Instagram, LinkedIn, X, TikTok et YouTube.",
    ),
    limits=Text(
        en="Reads the home page and the contact page; a profile that the site does not link to is not looked for.",
        fr="Lit la page d’accueil et la page de contact ; un profil vers lequel le site ne renvoie pas n’est pas recherché.",
    ),
    run=run,
    needs=("site_web",),
    produces=tuple(_NETWORKS),
    lane=Lane.EXTRACTION,
    uses=frozenset({"site"}),
    seconds=240.0,
    at_once=64,
)
