"""What stands where a site is not: domains for sale, notices, the pages of hosting companies."""

from html import escape

from outhost.sandbox.answers import Answer
from outhost.sandbox.neighbours import hoster
from outhost.sandbox.seasons import State
from outhost.sandbox.sites import Site

_CSS = "body{font:16px/1.6 Arial,sans-serif;margin:12vh auto;max-width:40em;text-align:center;color:#333}h1{font-weight:normal}.box{border:1px solid #ddd;padding:2em;border-radius:6px}"


def remains(site: Site, path: str) -> Answer:
    """Answer any request to a site that is not open."""
    if path == "/robots.txt":
        return Answer(status=404, headers={"Content-Type": "text/plain"}, body=b"Not found")
    status, title, words = _said(site)
    extra = {"Retry-After": "3600"} if status == 503 else {}
    text = f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title><style>{_CSS}</style></head><body><div class="box">{words}</div></body></html>'
    return Answer(status=status, headers={"Content-Type": "text/html; charset=utf-8", **extra}, body=text.encode())


def _said(site: Site) -> tuple[int, str, str]:  # noqa: PLR0911 - one return a state
    firm, english = site.firm, site.firm.language == "en"
    name, domain = escape(firm.name), firm.domain
    who = hoster(firm.seed, firm.number)
    rng = firm.stream("remains")
    match site.season.state:
        case State.PARKED:
            fr = f'<h1>{domain}</h1><p>Ce nom de domaine est à vendre !</p><p>Faites une offre : <a href="http://{who.host}/">{who.name}</a></p><p>Recherches associées : assurance, crédit, vacances</p>'
            en = f"<h1>{domain}</h1><p>This domain may be for sale. Buy this domain for €{rng.randint(200, 4000)}.</p><p>Related searches: insurance, loans, flights</p><p>Contact sales@domain-market.example</p>"
            return 200, domain, rng.choice((fr, en))
        case State.NOTICE:
            fr = rng.choice(
                (
                    f"<h1>{name}</h1><p>Nous avons définitivement fermé nos portes. Merci à tous nos clients pour leur fidélité.</p>",
                    f"<h1>{name}</h1><p>Chers clients, l’établissement a cessé son activité. Toute l’équipe vous remercie.</p>",
                )
            )
            return (
                200,
                name,
                f"<h1>{name}</h1><p>We have now closed for good. Thank you to everyone who came in over the years.</p>" if english else fr,
            )
        case State.GONE:
            return 410, "410 Gone", "<h1>410 Gone</h1><p>The requested resource is no longer available on this server.</p>"
        case State.EXPIRED:
            return (
                200,
                who.name,
                f'<h1>Hébergement expiré</h1><p>L’hébergement du site {domain} a expiré. Si vous en êtes le propriétaire, <a href="http://{who.host}/">renouvelez-le</a> ou écrivez à {who.email}.</p>',
            )
        case State.SUSPENDED:
            return (
                rng.choice((200, 403)),
                "Account Suspended",
                f"<h1>Account Suspended</h1><p>This account has been suspended. Contact your hosting provider for more information: {who.email}</p>",
            )
        case State.MAINTENANCE:
            fr = "<h1>Site en maintenance</h1><p>Notre site fait peau neuve. Nous serons de retour dans quelques jours.</p>"
            return (
                503,
                name,
                "<h1>Down for maintenance</h1><p>We are doing some work on our site and will be back soon.</p>" if english else fr,
            )
        case State.SOON:
            fr = f"<h1>{name}</h1><p>Site en construction. Ouverture prochaine !</p>"
            return 200, name, f"<h1>{name}</h1><p>Coming soon. Our new website is under construction.</p>" if english else fr
        case _:
            return (
                200,
                "Welcome to nginx!",
                "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working. Further configuration is required.</p>",
            )
