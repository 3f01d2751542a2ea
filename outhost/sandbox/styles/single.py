"""Sites of one page, or hardly more."""

from outhost.sandbox import parts
from outhost.sandbox.contacts import Kind
from outhost.sandbox.draft import Draft
from outhost.sandbox.legal import legal_notice, privacy
from outhost.sandbox.styles.style import Style, style

_ALL = (Kind.HOME, Kind.CONTACT, Kind.ABOUT, Kind.TEAM, Kind.LEGAL)


@style()
def one_pager(site: Draft) -> None:
    """Write one long page with anchors, and a legal notice folded into its foot."""
    pen = site.pen("/", *_ALL)
    dark, accent, _ = parts.palette(site)
    links = [
        ("#about", site.t("La maison", "About")),
        ("#prices", site.t("Tarifs", "Prices")),
        ("#team", site.t("L’équipe", "Team")),
        ("#contact", "Contact"),
    ]
    css = parts.look(
        site,
        f"section{{padding:3em 1.5em;max-width:60em;margin:auto}}.hero{{max-width:none;background:linear-gradient(120deg,{dark},{accent});color:#fff;text-align:center}}.hero a{{color:#fff;margin:0 1em}}",
    )
    site.add(
        pen,
        f"{parts.head(site, f'{site.name} | {site.slogan}', css, pen.json_ld('LocalBusiness', lines=site.season.lines[:1]))}<body>"
        f'<section class="hero"><h1>{site.name}</h1><p>{site.slogan}</p>{parts.nav(links)}</section><section id="about"><h2>{links[0][1]}</h2>{parts.paragraphs(site)}</section>'
        f'<section id="prices"><h2>{links[1][1]}</h2>{parts.price_list(site)}</section><section id="team"><h2>{links[2][1]}</h2>{parts.team(pen)}</section>'
        f'<section id="contact"><h2>Contact</h2><p>{parts.postal(site)}</p>{parts.reach(pen)}{parts.hours(site)}{parts.form(site)}</section>'
        f"<footer><details><summary>{site.t('Mentions légales', 'Legal notice')}</summary>{legal_notice(pen)}</details>{parts.socials(pen)}{parts.credit(site)}</footer>{parts.pixels(site)}</body></html>",
    )


@style()
def landing(site: Draft) -> None:
    """Write a landing page for an advertisement: one promise, one form, and the rest on a legal page."""
    pen, legal = site.pen("/", Kind.HOME, Kind.CONTACT), site.pen(site.t("/mentions", "/legal"), Kind.LEGAL)
    _, accent, pale = parts.palette(site)
    css = parts.look(
        site,
        f".promise{{display:grid;grid-template-columns:3fr 2fr;gap:2em;padding:4em;background:{pale}}}.call{{font-size:1.6em;color:{accent}}}.quote{{border-left:4px solid {accent};padding-left:1em}}",
    )
    numbers = " ".join(f'<span class="call">{number}</span>' for _, number in pen.calls())
    mails = "".join(f"<p>{site.t('ou par e-mail :', 'or email')} {mail}</p>" for mail in pen.emails())
    quote = site.t(
        f"« Rapide, propre, au prix annoncé. » – client vérifié, {site.stars()}/5",
        f"“Quick, tidy and at the price agreed.” – verified customer, {site.stars()}/5",
    )
    site.add(
        pen,
        f'{parts.head(site, f"{site.slogan} – {site.city}", css)}<body><div class="promise"><div><h1>{site.slogan}</h1>{parts.paragraphs(site)}<p>{numbers}</p>{mails}</div><div><h2>{site.t("Rappel gratuit", "Call me back")}</h2>{parts.form(site)}</div></div>'
        f'<main><p class="quote">{quote}</p>{parts.price_list(site)}</main><footer>{parts.postal(site, " · ")} · <a href="{legal.path}">{site.t("Mentions légales", "Legal notice")}</a> {parts.socials(pen)}</footer>{parts.pixels(site)}</body></html>',
    )
    site.add(
        legal,
        f"{parts.head(site, site.t('Mentions légales', 'Legal notice'), css)}<body><main>{legal_notice(legal)}{privacy(legal)}<a href='/'>←</a></main></body></html>",
    )


@style("craft", "practice", "shop", "office")
def visiting_card(site: Draft) -> None:
    """Write a card and nothing else, in a dozen lines of HTML."""
    pen = site.pen("/", *_ALL)
    mails = " – ".join([*pen.emails(), *(pen.email(box) for box in parts.personal(pen))])
    numbers = " – ".join(f"{label} {number}" for label, number in pen.phones())
    site.add(
        pen,
        f'<!doctype html><html lang="{site.language}"><meta charset=utf-8><meta name=viewport content="width=device-width"><title>{site.name}</title>'
        f"<style>body{{font:18px/1.7 Georgia,serif;display:grid;place-items:center;height:95vh;background:#ede8df}}div{{background:#fff;padding:3em 4em;text-align:center;box-shadow:0 2px 14px #0002}}</style>"
        f"<div><h1>{site.name}</h1><p><i>{site.slogan}</i></p><p>{parts.postal(site)}</p><p>{numbers}</p><p>{mails}</p>{parts.socials(pen)}<p><small>{site.t('Éditeur', 'Publisher')} : {site.firm.people[0].name}</small></p></div></html>",
    )


@style()
def legal_page_only(site: Draft) -> None:
    """Write a site whose contact page has a form alone; how to reach the firm stands in the legal notice, if anywhere."""
    home, contact, legal = (
        site.pen("/", Kind.HOME),
        site.pen("/contact", Kind.CONTACT),
        site.pen(site.t("/mentions-legales", "/legal-notice"), Kind.LEGAL, Kind.CONTACT),
    )
    links = [("/", site.t("Accueil", "Home")), ("/contact", "Contact"), (legal.path, site.t("Mentions légales", "Legal notice"))]
    css = parts.look(site)
    for pen, title, inner in (
        (home, site.slogan, f"{parts.paragraphs(site)}{parts.price_list(site)}"),
        (contact, site.t("Écrivez-nous", "Write to us"), f"{parts.form(site)}{parts.hours(site)}"),
    ):
        site.add(
            pen,
            f"{parts.head(site, f'{title} - {site.name}', css)}<body><header><b>{site.name}</b> {parts.nav(links)}</header><main><h1>{title}</h1>{inner}</main><footer>{parts.socials(pen)}{parts.credit(site)}</footer></body></html>",
        )
    site.add(
        legal,
        f"{parts.head(site, f'{links[2][1]} - {site.name}', css)}<body><header>{parts.nav(links)}</header><main><h1>{links[2][1]}</h1>{legal_notice(legal)}{privacy(legal)}</main></body></html>",
    )


@style()
def foot_of_everything(site: Draft) -> None:
    """Write a site whose every page has a foot with everything: numbers, addresses, hours, profiles, partners."""
    paths = [
        ("/", site.t("Accueil", "Home")),
        (site.t("/services/", "/what-we-do/"), site.t("Nos services", "What we do")),
        (site.t("/mentions-legales/", "/legal/"), site.t("Mentions légales", "Legal")),
    ]
    _, accent, _ = parts.palette(site)
    css = parts.look(
        site, f".fat{{display:grid;grid-template-columns:repeat(4,1fr);gap:2em}}.fat h4{{color:{accent};text-transform:uppercase}}"
    )
    for (path, title), kind in zip(paths, (Kind.HOME, Kind.PRODUCT, Kind.LEGAL), strict=True):
        pen = site.pen(path, kind, Kind.CONTACT, Kind.ABOUT)
        middle = {Kind.HOME: parts.paragraphs(site), Kind.PRODUCT: parts.price_list(site)}.get(kind) or legal_notice(pen)
        partner = site.t("Nos partenaires : Quincaillerie du Pont, 03 53 01 95 55", "Our partners: Bridge Hardware, 03 53 01 95 55")
        site.add(
            pen,
            f"{parts.head(site, f'{title} | {site.name}', css)}<body><header><h2>{site.name}</h2>{parts.nav(paths)}</header><main><h1>{title}</h1>{middle}</main>"
            f'<footer><div class="fat"><div><h4>{site.name}</h4>{parts.postal(site)}</div><div><h4>Contact</h4>{parts.reach(pen)}</div><div><h4>{site.t("Horaires", "Hours")}</h4>{parts.hours(site)}</div>'
            f"<div><h4>{site.t('Suivez-nous', 'Follow us')}</h4>{parts.socials(pen)}<p>{partner}</p></div></div>{parts.credit(site)}</footer>{parts.pixels(site)}</body></html>",
        )


STYLES: tuple[Style, ...] = (one_pager, landing, visiting_card, legal_page_only, foot_of_everything)
