"""Sites whose makers thought of machines: microdata, hCard, linked data, AMP."""

import json

from outhost.sandbox import parts
from outhost.sandbox.draft import Draft, Pen
from outhost.sandbox.styles.style import Paths, Style, style, usual_pages


@style()
def microdata(site: Draft) -> None:
    """Write a site that marks its contacts up with schema.org attributes."""
    paths = Paths(
        contact=site.t("/contact.html", "/contact-us.html"),
        about=site.t("/a-propos.html", "/about.html"),
        legal=site.t("/mentions-legales.html", "/legal-notice.html"),
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        lines = "".join(
            f'<span itemprop="{"faxNumber" if line.role == "fax" else "telephone"}" content="{line.number}">{pen.phone_plain(line)}</span> '
            for line in pen.due_lines()
        )
        mails = ""
        for box in pen.due_boxes():
            pen.boxes.append(box)
            mails += f'<meta itemprop="email" content="{box.address}">'
        card = (
            f'<div itemscope itemtype="https://schema.org/LocalBusiness"><b itemprop="name">{site.name}</b><div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress"><span itemprop="streetAddress">{site.street}</span> '
            f'<span itemprop="postalCode">{site.postcode}</span> <span itemprop="addressLocality">{site.city}</span></div>{lines}{mails}</div>'
        )
        site.add(
            pen,
            f"{parts.head(site, f'{title} - {site.name}', parts.look(site))}<body><header><h2>{site.name}</h2>{parts.nav(paths.links(site))}</header><main><h1>{title}</h1>{inner}{card}</main>{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame)


@style("office", "practice", "club")
def visiting_cards(site: Draft) -> None:
    """Write a static site with hCards: one for the firm, one for each of its people."""
    paths = Paths(
        contact="/contact/",
        about=site.t("/equipe/", "/people/"),
        legal=site.t("/mentions/", "/imprint/"),
        news=site.t("/notes/", "/notes/"),
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        tels = "".join(
            f'<span class="tel"><span class="type">{"fax" if line.role == "fax" else "work"}</span> <span class="value">{pen.phone_plain(line)}</span></span> '
            for line in pen.due_lines()
        )
        card = f'<div class="vcard h-card"><a class="fn org url p-name u-url" href="{site.origin}/">{site.name}</a> <span class="adr"><span class="street-address">{site.street}</span>, <span class="postal-code">{site.postcode}</span> <span class="locality">{site.city}</span></span> {tels}</div>'
        site.add(
            pen,
            f"{parts.head(site, f'{site.name} – {title}', parts.look(site, 'body{max-width:48em;margin:auto}footer,header{background:none;color:inherit}footer a{color:inherit}'), '<meta name=generator content=hugo>')}<body><header>{parts.nav(paths.links(site), ' / ')}</header><main><h1>{title}</h1>{inner}</main>{card}{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame)


@style()
def linked_data(site: Draft) -> None:
    """Write a site with a graph of linked data in its head: the firm, the site, the page, and sometimes the agency that made it."""
    signed = site.rng("creator").random() < 0.4
    paths = Paths(
        contact="/contact",
        about=site.t("/le-cabinet", "/the-firm"),
        legal=site.t("/mentions-legales", "/legal-notice"),
        privacy=site.t("/donnees", "/privacy"),
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        boxes = [box for box in pen.due_boxes() if box.who is None][:1]
        lines = [line for line in pen.due_lines() if line.role == "telephone"]
        pen.boxes += boxes
        pen.lines += lines
        firm: dict[str, object] = {
            "@type": "Organization",
            "@id": f"{site.origin}/#org",
            "name": site.firm.name,
            "logo": {"@type": "ImageObject", "url": f"{site.origin}/images/logo@3x.png"},
        }
        firm |= {"sameAs": [url for _, url in pen.profiles()]} if site.firm.profiles else {}
        point = (
            {"@type": "ContactPoint", "contactType": "customer service"}
            | ({"email": boxes[0].address} if boxes else {})
            | ({"telephone": pen.phone_plain(lines[0])} if lines else {})
        )
        maker = {
            "@type": "Organization",
            "@id": f"http://{site.agency.host}/#org",
            "name": site.agency.name,
            "email": site.agency.email,
            "telephone": site.agency.telephone,
            "sameAs": [site.agency.facebook],
        }
        graph = {
            "@context": "https://schema.org",
            "@graph": [
                firm | {"contactPoint": [point]},
                {"@type": "WebSite", "url": f"{site.origin}/", "publisher": {"@id": f"{site.origin}/#org"}}
                | ({"creator": maker} if signed else {}),
            ],
        }
        data = f'<script type="application/ld+json" class="yoast-schema-graph">{json.dumps(graph)}</script>\n'
        site.add(
            pen,
            f"{parts.head(site, f'{title} | {site.name}', parts.look(site), data)}<body><header><strong>{site.name}</strong> {parts.nav(paths.links(site))}</header><main><h1>{title}</h1>{inner}</main>{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame)


@style("table", "shop", "rooms")
def amp(site: Draft) -> None:
    """Write AMP pages: elements of their own, a share bar of the format, analytics as JSON."""
    paths = Paths(
        contact="/contact",
        about=site.t("/la-maison", "/the-house"),
        legal=site.t("/mentions-legales", "/legal"),
        prices=site.t("/carte", "/menu"),
    )
    analytics = '<amp-analytics type="gtag"><script type="application/json">{"vars":{"gtag_id":"UA-0612345678-1"}}</script></amp-analytics>'
    sharing = "".join(
        f'<amp-social-share type="{kind}" width="40" height="40"></amp-social-share>'
        for kind in ("twitter", "facebook", "email", "linkedin")
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        css = parts.look(site).replace("!important", "")
        links = parts.nav((*paths.links(site), *paths.small_links(site)))
        site.add(
            pen,
            f'<!doctype html>\n<html amp lang="{site.language}"><head><meta charset="utf-8"><script async src="https://cdn.ampproject.org/v0.js"></script><title>{title} - {site.name}</title><link rel="canonical" href="{site.origin}{pen.path}">'
            f'<meta name="viewport" content="width=device-width"><style amp-custom>{css}</style></head><body><header>{site.name}</header><amp-sidebar id="menu" layout="nodisplay">{links}</amp-sidebar><main><amp-img src="/images/hero.jpg" width="600" height="200" layout="responsive"></amp-img>'
            f"<h1>{title}</h1>{inner}{sharing}</main><footer>{parts.socials(pen)}{links}</footer>{analytics}</body></html>",
        )

    usual_pages(site, paths, frame)


STYLES: tuple[Style, ...] = (microdata, visiting_cards, linked_data, amp)
