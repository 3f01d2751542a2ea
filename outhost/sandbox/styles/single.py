"""Sites of one page."""

from outhost.sandbox import parts
from outhost.sandbox.contacts import Kind
from outhost.sandbox.draft import Draft
from outhost.sandbox.legal import legal_notice

_CSS = (
    "*{box-sizing:border-box}body{margin:0;font:16px/1.6 system-ui,sans-serif;color:#222}section{padding:4em 1.5em;max-width:60em;margin:auto}"
    ".hero{max-width:none;background:linear-gradient(120deg,#1d4e5f,#59a5a0);color:#fff;text-align:center}.hero a{color:#fff;margin:0 1em}"
    ".card{display:inline-block;width:14em;margin:1em}footer{background:#eee;padding:2em;font-size:.85em}"
)


def one_pager(site: Draft) -> None:
    """Write one long page with anchors, and a legal notice folded into its foot."""
    pen = site.pen("/", Kind.HOME, Kind.CONTACT, Kind.ABOUT, Kind.TEAM, Kind.LEGAL)
    links = [
        ("#about", site.t("La maison", "About")),
        ("#prices", site.t("Tarifs", "Prices")),
        ("#team", site.t("L’équipe", "Team")),
        ("#contact", "Contact"),
    ]
    site.add(
        pen,
        f"{parts.head(site, f'{site.name} | {site.slogan}', _CSS, pen.json_ld('LocalBusiness', lines=site.season.lines[:1]))}<body>"
        f'<section class="hero"><h1>{site.name}</h1><p>{site.slogan}</p>{parts.nav(links)}</section><section id="about"><h2>{links[0][1]}</h2>{parts.paragraphs(site)}</section>'
        f'<section id="prices"><h2>{links[1][1]}</h2>{parts.price_list(site)}</section><section id="team"><h2>{links[2][1]}</h2>{parts.team(pen)}</section>'
        f'<section id="contact"><h2>Contact</h2><p>{parts.postal(site)}</p>{parts.reach(pen)}{parts.hours(site)}{parts.form(site)}</section>'
        f"<footer><details><summary>{site.t('Mentions légales', 'Legal notice')}</summary>{legal_notice(pen)}</details>{parts.socials(pen)}{parts.credit(site)}</footer>{parts.pixels(site)}</body></html>",
    )


STYLES = (one_pager,)
