"""Sites that a content system made: WordPress and those like it."""

from outhost.sandbox import parts
from outhost.sandbox.contacts import Kind
from outhost.sandbox.draft import Draft, Pen
from outhost.sandbox.legal import legal_notice, privacy

_CSS = (
    "body{margin:0;font:17px/1.6 Georgia,serif;color:#333;background:#fff}header{padding:2em;text-align:center;background:#f4efe6}"
    "nav a{margin:0 .8em;color:#8a4b2a;text-decoration:none}main{max-width:46em;margin:2em auto;padding:0 1em}footer{background:#2b2622;color:#cfc6bb;"
    "padding:2em;text-align:center}footer a{color:#e6c9a8}.card{display:inline-block;margin:1em;text-align:center}input,textarea{display:block;width:100%}"
)


def wordpress(site: Draft) -> None:
    """Write a WordPress site with a block theme, a blog and a contact form."""
    contact, about, legal, blog = (
        site.t("/contact/", "/contact-us/"),
        site.t("/a-propos/", "/about/"),
        site.t("/mentions-legales/", "/legal-notice/"),
        "/blog/",
    )
    links = [
        ("/", site.t("Accueil", "Home")),
        (about, site.t("Qui sommes-nous ?", "About us")),
        (blog, site.t("Actualités", "News")),
        (contact, "Contact"),
    ]
    more = [
        (legal, site.t("Mentions légales", "Legal notice")),
        (site.t("/politique-de-confidentialite/", "/privacy-policy/"), site.t("Confidentialité", "Privacy")),
    ]

    def page(pen: Pen, title: str, inner: str) -> None:
        extra = f'<meta name="generator" content="WordPress 6.4.3">\n<link rel="https://api.w.org/" href="{site.origin}/wp-json/">\n'
        top = f'<header class="wp-block-group"><p class="site-title"><img src="/wp-content/uploads/logo@2x.png" alt=""> {site.name}</p><nav>{parts.nav(links)}</nav></header>'
        site.add(
            pen,
            f'{parts.head(site, f"{title} – {site.name}", _CSS, extra)}<body class="wp-site">{top}<main><h1>{title}</h1>{inner}</main>{parts.footer(pen, more)}</body></html>',
        )

    home = site.pen("/", Kind.HOME)
    page(
        home,
        site.slogan,
        f"{parts.paragraphs(site)}{parts.price_list(site)}<p>{site.t('Notez-nous', 'Rated')} {site.stars()}/5</p>{parts.reach(home)}",
    )
    pen = site.pen(contact, Kind.CONTACT)
    page(pen, "Contact", f"<p>{parts.postal(site)}</p>{parts.reach(pen)}{parts.hours(site)}{parts.form(site)}")
    pen = site.pen(about, Kind.ABOUT, Kind.TEAM)
    page(pen, site.t("Qui sommes-nous ?", "About us"), f"{parts.paragraphs(site)}{parts.team(pen)}")
    pen = site.pen(legal, Kind.LEGAL)
    page(pen, site.t("Mentions légales", "Legal notice"), legal_notice(pen))
    pen = site.pen(more[1][0], Kind.PRIVACY)
    page(pen, more[1][1], privacy(pen))
    pen = site.pen(blog, Kind.POST)
    page(
        pen,
        site.t("Actualités", "News"),
        f"<article><h2>{site.t('Bientôt les vacances', 'Summer is coming')}</h2>{parts.paragraphs(site)}{parts.share(site, blog)}</article>",
    )


STYLES = (wordpress,)
