"""Sites from kits that people click together: what they show is often kept twice, in the markup and in data beside it."""

import json
from html import escape

from outhost.sandbox import parts
from outhost.sandbox.contacts import Kind
from outhost.sandbox.draft import Draft, Pen
from outhost.sandbox.legal import legal_notice
from outhost.sandbox.styles.style import Paths, Style, style, usual_pages


@style("shop", "table", "craft", "practice", "rooms")
def wix_like(site: Draft) -> None:
    """Write a site whose words are in rich-text boxes, with the kit's own data in scripts and attributes."""
    paths = Paths(
        contact="/contact",
        about=site.t("/a-propos", "/about"),
        legal=site.t("/mentions-legales", "/legal-notice"),
        prices=site.t("/tarifs", "/prices"),
    )

    def rich(inner: str) -> str:
        return f'<div class="wixui-rich-text" data-testid="richTextElement"><div class="font_8">{inner}</div></div>'

    def frame(pen: Pen, title: str, inner: str) -> None:
        model = {
            "siteId": f"{site.rng('kit').getrandbits(64):016x}",
            "pageTitle": title,
            "supportEmail": "support@kit-builder.example",
            "sentry": "https://7f2e@sentry.kit-builder.example/12",
        }
        data = f'<script type="application/json" id="wix-essential-viewer-model">{json.dumps(model)}</script>'
        social = "".join(
            f'<li class="social-bar-item"><a data-testid="linkElement" href="{url}" target="_blank"><img alt="{network}" src="/media/{network}.png"></a></li>'
            for network, url in pen.profiles()
        )
        site.add(
            pen,
            f'{parts.head(site, f"{title} | {site.name}", parts.look(site, "main{max-width:60em}"))}<body><div id="SITE_CONTAINER"><header>{rich(f"<h2>{site.name}</h2>")}{parts.nav(paths.links(site))}</header>'
            f'<main>{rich(f"<h1>{title}</h1>")}{rich(inner)}</main><footer><ul aria-label="Social Bar">{social}</ul>{rich(parts.postal(site, ", "))}{parts.nav(paths.small_links(site))}'
            f"<p>{site.t('Créé avec', 'Proudly created with')} kit-builder.example</p></footer></div>{data}</body></html>",
        )

    usual_pages(site, paths, frame)


@style("shop", "table", "rooms", "office")
def content_in_attributes(site: Draft) -> None:
    """Write a site whose contact block is one element with its content as JSON in an attribute, drawn by a script."""
    home, legal = site.pen("/", Kind.HOME, Kind.CONTACT), site.pen(site.t("/legal", "/legal"), Kind.LEGAL)
    boxes, lines = home.due_boxes(), home.due_lines()
    contact = {
        "business": site.firm.name,
        "address": f"{site.street}, {site.postcode} {site.city}",
        "emails": [box.address for box in boxes],
        "phones": [{"label": home.label(line), "value": home.phone_plain(line)} for line in lines],
    }
    home.boxes += boxes
    _, accent, pale = parts.palette(site)
    css = parts.look(site, f".block{{padding:2em;background:{pale};border-top:3px solid {accent}}}")
    block = (
        f'<div class="block" data-block-type="contact" data-props="{escape(json.dumps(contact, ensure_ascii=False), quote=True)}"></div>'
    )
    script = "<script>for(const b of document.querySelectorAll('[data-block-type=contact]')){const p=JSON.parse(b.dataset.props);b.textContent=p.business+' – '+p.address+' – '+p.phones.map(x=>x.label+' '+x.value).join(' – ')+' – '+p.emails.join(', ')}</script>"
    site.add(
        home,
        f"{parts.head(site, f'{site.name} – {site.slogan}', css)}<body><header><h1>{site.name}</h1></header><main>{parts.paragraphs(site)}{parts.price_list(site)}{block}</main>"
        f"<footer>{parts.socials(home)}<a href='{legal.path}'>{site.t('Mentions légales', 'Legal notice')}</a></footer>{script}</body></html>",
    )
    site.add(
        legal, f"{parts.head(site, site.t('Mentions légales', 'Legal notice'), css)}<body><main>{legal_notice(legal)}</main></body></html>"
    )


@style()
def squarespace_like(site: Draft) -> None:
    """Write a site in large blocks, with the context of the whole site in a script at the head."""
    paths = Paths(contact="/contact", about=site.t("/la-maison", "/story"), legal=site.t("/mentions-legales", "/legal"), news="/journal")
    context = {
        "website": {
            "siteTitle": site.firm.name,
            "timeZone": "Europe/Paris",
            "location": {"addressLine1": site.street, "addressLine2": f"{site.city}, {site.postcode}"},
            "socialLogoImageUrl": "//images.kit-cdn.example/logo@2x.png",
        }
    }
    extra = f"<script>Static = window.Static || {{}}; Static.SQUARESPACE_CONTEXT = {json.dumps(context)};</script>"
    dark, _, pale = parts.palette(site)
    css = parts.look(
        site,
        f"header{{display:flex;justify-content:space-between;background:#fff}}.sqs-block{{padding:1.4em 0}}h1{{font-size:3em;font-weight:400;color:{dark}}}.index{{background:{pale};padding:4em 2em}}",
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        site.add(
            pen,
            f'{parts.head(site, f"{title} — {site.name}", css, extra)}<body id="collection-{site.rng("kit").getrandbits(48):012x}"><header><a href="/">{site.name}</a><nav>{parts.nav(paths.links(site))}</nav></header>'
            f'<div class="index"><h1>{title}</h1></div><main><div class="sqs-layout"><div class="sqs-block html-block sqs-block-html"><div class="sqs-block-content">{inner}</div></div></div></main>{parts.footer(pen, paths.small_links(site))}</body></html>',
        )

    usual_pages(site, paths, frame)


@style("craft", "practice", "club", "shop")
def jimdo_like(site: Draft) -> None:
    """Write a site from an old kit: a module a paragraph, addresses in a side column, a login for the owner in the foot."""
    paths = Paths(
        contact="/contact/",
        about=site.t("/qui-sommes-nous/", "/who-we-are/"),
        legal="/about/",
        prices=site.t("/prestations/", "/our-work/"),
        privacy="/j/privacy",
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        side = f'<div class="j-module n j-text"><h3>{site.t("Où nous trouver", "Find us")}</h3><p>{parts.postal(site)}</p></div>'
        site.add(
            pen,
            f'{parts.head(site, f"{title} - {site.name}", parts.look(site, ".jtpl-sidebar{float:right;width:15em;padding:1em}"))}<body class="body cc-page j-m-gallery-animation"><div class="jtpl-header"><header><h2>{site.name}</h2>{parts.nav(paths.links(site))}</header></div>'
            f'<aside class="jtpl-sidebar">{side}</aside><main><div id="cc-m-{site.rng("module").randint(10**9, 10**10)}" class="j-module n j-header"><h1>{title}</h1></div><div class="j-module n j-text">{inner}</div></main>'
            f'{parts.footer(pen, paths.small_links(site))}<p class="cc-sharing"><a href="/login" rel="nofollow">{site.t("Connexion", "Log in")}</a></p></body></html>',
        )

    usual_pages(site, paths, frame)
    frame(
        site.pen("/login", Kind.OTHER),
        site.t("Connexion", "Log in"),
        '<form action="/envoi" method="post"><input type="password" name="pw"></form>',
    )


@style("craft", "shop", "practice", "office", "table")
def directory_made(site: Draft) -> None:
    """Write a site as directories sell it: a call button that counts calls, opinions, and one block for each keyword."""
    paths = Paths(
        contact=site.t("/contact-acces.html", "/contact-access.html"),
        about=site.t("/notre-entreprise.html", "/our-company.html"),
        legal=site.t("/mentions-legales.html", "/legal-notice.html"),
    )
    _, accent, pale = parts.palette(site)
    css = parts.look(
        site,
        f".appel{{position:fixed;right:1em;bottom:1em;background:{accent};color:#fff;padding:1em;border-radius:2em}}.avis{{background:{pale};padding:1em;margin:1em 0}}",
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        button = "".join(f'<div class="appel">{number}</div>' for _, number in pen.calls()[:1])
        opinions = "".join(
            f'<div class="avis"><b>{who}</b> {"★" * (5 - at % 2)}<p>{words}</p></div>'
            for at, (who, words) in enumerate(
                (
                    (site.t("Martine L.", "Sheila B."), site.t("Accueil parfait, je recommande.", "Lovely people, would recommend.")),
                    (site.t("Karim B.", "Tom W."), site.t("Travail soigné, délai respecté.", "Tidy work, on time.")),
                )
            )
        )
        keyword = f"<h2>{site.label} {site.t('à', 'in')} {site.city}</h2>"
        site.add(
            pen,
            f"{parts.head(site, f'{site.label} {site.city} - {site.name}', css)}<body><header><b>{site.name}</b> {parts.nav(paths.links(site))}</header><main><h1>{title}</h1>{inner}{keyword}{opinions}</main>{button}{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame)


STYLES: tuple[Style, ...] = (wix_like, content_in_attributes, squarespace_like, jimdo_like, directory_made)
