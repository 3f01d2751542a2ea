"""Parts that many sites have: heads, contact blocks, footers, forms, share buttons, pixels; styles put them together."""

from collections.abc import Sequence

from outhost.sandbox.contacts import Box, Kind
from outhost.sandbox.draft import Draft, Pen
from outhost.sandbox.phones import written
from outhost.sandbox.seasons import State
from outhost.sandbox.trades.gender import as_said_of

_NOTICE_SHARE = 0.1
NAMES = {
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "twitter": "Twitter",
    "tiktok": "TikTok",
    "youtube": "YouTube",
}


def head(site: Draft, title: str, css: str = "", extra: str = "", charset: str = "utf-8") -> str:
    """Give the head of a page."""
    about = f"{site.slogan} – {site.street}, {site.postcode} {site.city}"
    return (
        f'<!DOCTYPE html>\n<html lang="{site.t("fr-FR", "en-GB")}">\n<head>\n<meta charset="{charset}">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<meta name="description" content="{about}">\n<link rel="icon" href="/favicon.ico">\n<style>{css}</style>\n{extra}</head>\n'
    )


def nav(links: Sequence[tuple[str, str]], between: str = "\n") -> str:
    """Give links: address and words."""
    return between.join(f'<a href="{href}">{words}</a>' for href, words in links)


def postal(site: Draft, between: str = "<br>") -> str:
    """Give the postal address."""
    return f"{site.name}{between}{site.street}{between}{site.postcode} {site.city}"


def reach(pen: Pen) -> str:
    """Give how to reach the firm, marked up in one of several ways: the numbers and addresses that belong on this page."""
    site = pen.site
    word = (
        site.pick("mail label", "E-mail :", "Courriel :", "Mail :", "@ :")
        if site.language == "fr"
        else site.pick("mail label", "Email:", "E-mail:")
    )
    numbers, mails = pen.phones(), pen.emails()
    rows = [*numbers, *((word, mail) for mail in mails)]
    shape = site.pick("reach", "lines", "lines", "list", "definitions", "table", "slashes", "together", "sentence")
    if shape == "together":
        rows = [*numbers, *([(word, " / ".join(mails))] if mails else [])]
    if shape == "sentence":
        return _sentence(site, numbers, mails)
    if shape == "list":
        return "<ul>" + "".join(f"<li>{label} {value}</li>" for label, value in rows) + "</ul>" if rows else ""
    if shape == "definitions":
        return "<dl>" + "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows) + "</dl>" if rows else ""
    if shape == "table":
        return "<table>" + "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in rows) + "</table>" if rows else ""
    return "<p>" + (" / " if shape == "slashes" else "<br>\n").join(f"{label} {value}" for label, value in rows) + "</p>"


def _sentence(site: Draft, numbers: list[tuple[str, str]], mails: list[str]) -> str:
    ways = [f"{label.rstrip(' :').lower()} {number}" for label, number in numbers]
    by_phone = f"{site.t('Vous pouvez nous joindre :', 'You can reach us:')} {', '.join(ways)}. " if ways else ""
    by_mail = f"{site.t('Par courrier électronique :', 'By email:')} {site.t(' ou ', ' or ').join(mails)}" if mails else ""
    return f"<p>{by_phone}{by_mail}</p>"


def reach_of_about(pen: Pen) -> str:
    """Give the addresses that stand on this page and are named after nobody."""
    mails = [pen.email(box) for box in pen.due_boxes() if box.who is None]
    return "".join(f"<p>{pen.site.t('Une question ?', 'Any questions?')} {mail}</p>" for mail in mails)


def news(site: Draft, path: str) -> str:
    """Give posts of a blog: among them others' addresses and numbers, and buttons that share."""
    week = site.season.week
    fair, number = site.pick("fair", "office de tourisme", "comité des fêtes", "union des commerçants"), "01 99 00 97 31"
    if site.language == "en":
        posts = (
            (
                "Market day moves to Friday",
                f"The {site.city} market is now on Friday mornings; ask the tourist office, {number}, for a stall.",
            ),
            (f"Our week {week + 1}", "We have been busy, the weather has been kind, and the new display is finally up."),
            ("A thank-you", "Thanks to the charity run organisers (run@charity-run.example), we raised 1,840 euros."),
        )
    else:
        posts = (
            (
                "Marché de printemps",
                f"Le marché aura lieu place de la mairie. Inscriptions auprès de l’{fair} au {number}."
                if fair[0] in "aeiou"
                else f"Inscriptions auprès du {fair} au {number}.",
            ),
            (f"Nos nouvelles, semaine {week + 1}", "La nouvelle vitrine est enfin posée, et l’équipe vous attend pour vous la montrer."),
            ("Merci à tous", "La tombola des écoles (apel@ecoles-tombola.example) a rapporté 1 840 euros."),
        )
    return "".join(f"<article><h2>{title}</h2><p>{text}</p></article>" for title, text in posts) + share(site, path)


def palette(site: Draft) -> tuple[str, str, str]:
    """Give the colours of a site: dark, accent and pale."""
    return site.rng("palette").choice(
        (
            ("#1f2d3d", "#2a7f9e", "#eef5f8"),
            ("#3b2a20", "#b5562b", "#fbf4ec"),
            ("#20352b", "#3f8f5f", "#f0f7f2"),
            ("#33253d", "#8a4fa0", "#f7f1fa"),
            ("#2d2d2d", "#c8102e", "#f6f6f6"),
            ("#0d2c54", "#f08a24", "#f3f6fb"),
        )
    )


def look(site: Draft, more: str = "") -> str:
    """Give a plain, decent style sheet in the colours of the site."""
    dark, accent, pale = palette(site)
    font = site.pick("font", "system-ui,sans-serif", "Georgia,serif", "'Helvetica Neue',Arial,sans-serif", "'Trebuchet MS',sans-serif")
    return (
        f"*{{box-sizing:border-box}}body{{margin:0;font:17px/1.6 {font};color:{dark};background:#fff}}a{{color:{accent}}}h1,h2,h3{{line-height:1.2}}"
        f"header{{padding:1.2em 2em;background:{pale}}}nav a{{text-decoration:none}}header a{{margin-right:1.1em}}.announcement-bar,.block-contact{{padding:.5em 2em}}.social img{{width:24px;height:24px;vertical-align:middle}}main{{max-width:52em;margin:2em auto;padding:0 1.2em}}"
        f"footer{{background:{dark};color:#ddd;padding:2em;font-size:.9em}}.alert{{background:#fff3cd;color:#664d03;padding:1em 2em;text-align:center}}footer a{{color:#fff}}img{{max-width:100%;object-fit:cover;background:{pale}}}"
        f".card{{display:inline-block;width:13em;margin:.6em;padding:1em;background:{pale};vertical-align:top}}.prix{{list-style:none;padding:0}}"
        f".prix li{{display:flex;justify-content:space-between;border-bottom:1px dotted {accent};padding:.4em 0}}input,textarea{{display:block;width:100%;margin:.2em 0 .8em}}"
        f"table{{border-collapse:collapse}}td,th{{padding:.3em .8em;text-align:left}}button,.btn{{background:{accent};color:#fff;border:0;padding:.6em 1.2em;border-radius:4px}}{more}"
    )


def picture(site: Draft) -> str:
    """Show the place."""
    return (
        f'<p><img class="hero" src="/images/{site.t("vue", "view")}-{site.firm.number}.jpg" width="832" height="260" alt="{site.name}"></p>'
    )


def hours(site: Draft) -> str:
    """Give the opening hours as a table."""
    return '<table class="horaires">' + "".join(f"<tr><td>{day}</td><td>{when}</td></tr>" for day, when in site.hours()) + "</table>"


def price_list(site: Draft) -> str:
    """Give what is sold, with prices."""
    return '<ul class="prix">' + "".join(f"<li>{what} <b>{price}</b></li>" for what, price in site.goods()) + "</ul>"


def paragraphs(site: Draft) -> str:
    """Give what the firm says of itself."""
    return "\n".join(f"<p>{text}</p>" for text in site.says())


def team(pen: Pen) -> str:
    """Give the people with what they do, and the address of those who show one."""
    site = pen.site
    mine = {box.who: box for box in pen.due_boxes() if box.who}
    cards = []
    for at, who in enumerate(site.firm.people):
        mail = f"<br>{pen.email(mine[who])}" if who in mine else ""
        role = as_said_of(who.given, site.firm.trade.roles[at % len(site.firm.trade.roles)])
        cards.append(
            f'<div class="card"><img src="/images/{site.t("equipe", "team")}-{at + 1}.jpg" width="120" height="120" alt=""><h3>{who.name}</h3><p>{role}{mail}</p></div>'
        )
    return '<div class="team">' + "\n".join(cards) + "</div>"


def socials(pen: Pen) -> str:
    """Link the profiles of the firm."""
    site = pen.site
    icons = site.pick("icons", "words", "icons", "images")
    links = []
    for network, url in pen.profiles():
        inner = {
            "words": NAMES[network],
            "icons": f'<i class="fa fa-{network}"></i>',
            "images": f'<img src="/images/{network}@2x.png" alt="{NAMES[network]}" width="24" height="24">',
        }[icons]
        links.append(f'<a href="{url}" target="_blank" rel="noopener" aria-label="{NAMES[network]}">{inner}</a>')
    return f'<p class="social">{" ".join(links)}</p>' if links else ""


def form(site: Draft) -> str:
    """Give a contact form, whose examples are nobody's addresses."""
    example = (
        site.pick("example", "votre@email.fr", "nom@exemple.fr", "jean.dupont@exemple.com")
        if site.language == "fr"
        else site.pick("example", "you@example.com", "john.smith@email.com")
    )
    return (
        f'<form method="post" action="/envoi"><label>{site.t("Nom", "Name")} <input name="nom" placeholder="{site.t("Jean Dupont", "Jane Doe")}"></label>'
        f'<label>E-mail <input type="email" name="email" placeholder="{example}"></label><label>{site.t("Téléphone", "Phone")} <input type="tel" name="tel" placeholder="06 12 34 56 78"></label>'
        f'<label>Message <textarea name="message" rows="5"></textarea></label><button>{site.t("Envoyer", "Send")}</button></form>'
    )


def credit(site: Draft) -> str:
    """Name the agency that made the site, with contacts that are not the firm's."""
    who = site.agency
    made = site.t("Site réalisé par", "Website by")
    more = site.pick(
        "credit",
        "",
        "",
        f' – <a href="mailto:{who.email}">{who.email}</a>',
        f" – {written(who.telephone, 'pairs')}",
        f' <a href="{who.facebook}">Facebook</a> <a href="{who.linkedin}">LinkedIn</a>',
    )
    return f'<small class="credit">{made} <a href="http://{who.host}/" rel="nofollow">{who.name}</a>{more}</small>'


def share(site: Draft, path: str) -> str:
    """Give buttons that share a page: links to the networks, none of them a profile."""
    url = f"http%3A%2F%2F{site.host}{path.replace('/', '%2F')}"
    return (
        f'<p class="share">{site.t("Partager", "Share")} : <a href="https://www.facebook.com/sharer/sharer.php?u={url}">Facebook</a> '
        f'<a href="https://twitter.com/intent/tweet?url={url}&amp;text=News">Twitter</a> <a href="https://www.linkedin.com/shareArticle?mini=true&amp;url={url}">LinkedIn</a> '
        f'<a href="mailto:?subject=News&amp;body={url}">E-mail</a></p>'
    )


def pixels(site: Draft) -> str:
    """Measure visits, as most sites do; on this one or that."""
    number = site.rng("pixel").randint(10**14, 10**15 - 1)
    kinds = (
        "",
        f'<noscript><img height="1" width="1" style="display:none" src="https://www.facebook.com/tr?id={number}&amp;ev=PageView&amp;noscript=1"></noscript>\n',
        f"<script>window.dataLayer=window.dataLayer||[];function gtag(){{dataLayer.push(arguments)}}gtag('config','G-{number % 10**10}');</script>\n",
        f'<script>Sentry.init({{dsn:"https://{number:x}@o{number % 10**6}.ingest.sentry.example/{number % 10**7}",release:"site@2.{number % 40}.1"}});</script>\n',
        '<script>/* swiper@8.4.5 */ var lib="core-js@3.26.1";</script>\n',
    )
    return site.rng("pixels").choice(kinds)


def old_comment(site: Draft) -> str:
    """Leave an address of long ago in a comment: nobody who reads the page sees it."""
    if site.rng("comment").random() < 0.8:
        return ""
    return f"<!-- {site.t('ancienne adresse', 'old address')} : ancien.contact@{site.firm.domain} tel 01 99 00 95 95 -->\n"


def footer(pen: Pen, links: Sequence[tuple[str, str]]) -> str:
    """Give a footer: address, contacts that belong on this page, profiles, links, credit."""
    site = pen.site
    year = 2024 + site.season.week // 52
    return f"<footer>{old_comment(site)}<p>{postal(site, ', ')}</p>{socials(pen)}<p>{nav(links, ' | ')}</p><p>© {year} {site.name}</p>{credit(site)}</footer>\n{pixels(site)}"


def personal(pen: Pen) -> list[Box]:
    """Give the mailboxes that are named after somebody and belong on this page."""
    return [box for box in pen.due_boxes() if box.who and Kind.TEAM in box.kinds]


def notice(site: Draft) -> str:
    """Say what visitors must know this week: that the firm has closed for good, or something that only sounds like it."""
    if site.season.state is State.FAREWELL:
        words = site.t(
            site.pick(
                "farewell",
                "L’établissement est définitivement fermé. Merci pour toutes ces années !",
                "Après de belles années, nous avons cessé notre activité.",
            ),
            site.pick(
                "farewell",
                "We are now permanently closed. Thank you for all these years.",
                "After many happy years, we have ceased trading.",
            ),
        )
        return f'<div class="alert" role="alert"><strong>{words}</strong></div>'
    if site.rng("notice").random() > _NOTICE_SHARE:
        return ""
    words = site.t(
        site.pick(
            "notice",
            *("Congés annuels : nous serons fermés du 5 au 25 août.",) * 5,
            *("Le magasin rouvre ses portes mardi à 9 h après inventaire.",) * 4,
            "Fermé exceptionnellement samedi. Merci de votre compréhension.",
            "Notre ancienne boutique de la gare a définitivement fermé : nous vous accueillons désormais à cette adresse.",
        ),
        site.pick(
            "notice",
            *("Closed for our summer break from 5 to 25 August.",) * 8,
            "Closed this Saturday for a family wedding.",
            "Our old shop by the station has closed; you will now find us here.",
        ),
    )
    return f'<div class="alert">{words}</div>'
