"""Sites that a script draws: what a reader without one can know is in the state that the page carries."""

import json

from outhost.sandbox import parts
from outhost.sandbox.contacts import Box, Kind, Line
from outhost.sandbox.draft import Draft, Pen
from outhost.sandbox.legal import legal_notice
from outhost.sandbox.styles.style import Paths, Style, style, usual_pages


def _state(pen: Pen, boxes: list[Box], lines: list[Line]) -> dict[str, object]:
    """Give what a page knows of its firm, for its script."""
    site = pen.site
    pen.boxes += boxes
    return {
        "name": site.firm.name,
        "slogan": site.firm.trade.slogan,
        "address": {"street": site.street, "zip": site.postcode, "city": site.city},
        "email": boxes[0].address if boxes else None,
        "emails": [box.address for box in boxes],
        "phones": {line.role: pen.phone_plain(line) for line in lines},
        "social": dict(pen.profiles()),
        "services": [{"title": what, "price": price} for what, price in site.firm.trade.sells],
    }


@style("shop", "office", "practice", "rooms", "table")
def shell_with_json_ld(site: Draft) -> None:
    """Write the empty shell of a single-page application, with JSON-LD for search engines and links for those without scripts."""
    home, legal = site.pen("/", Kind.HOME, Kind.CONTACT), site.pen(site.t("/mentions-legales", "/legal-notice"), Kind.LEGAL)
    data = home.json_ld(
        "LocalBusiness",
        boxes=[box for box in home.due_boxes() if box.who is None][:1],
        lines=[line for line in home.due_lines() if line.role in {"telephone", "fax"}],
        profiles=True,
    )
    css = parts.look(site)
    for pen, extra, links in (
        (home, data, f'<a href="{legal.path}">{site.t("Mentions légales", "Legal notice")}</a>'),
        (legal, "", '<a href="/">Home</a>'),
    ):
        inner = legal_notice(legal) if pen is legal else ""
        words = site.t("Activez JavaScript pour voir ce site.", "You need to enable JavaScript to run this app.")
        site.add(
            pen,
            f'{parts.head(site, site.name, css, extra)}<body><noscript>{words} {links}{inner}</noscript><div id="root"></div><script src="/static/js/main.3f2a.js" defer></script></body></html>',
        )


@style()
def next_state(site: Draft) -> None:
    """Write a site that a server drew and a script takes over: what it shows stands again in a state at its end."""
    paths = Paths(contact="/contact", about=site.t("/a-propos", "/about"), legal=site.t("/mentions-legales", "/legal"))

    def frame(pen: Pen, title: str, inner: str) -> None:
        state = {
            "props": {"pageProps": {"title": title, "company": _state(pen, pen.due_boxes(), pen.due_lines())}},
            "page": pen.path,
            "buildId": "Xw3k@9-dev",
        }
        links = "".join(
            f'<a class="px-4 hover:underline" href="{href}">{words}</a>' for href, words in (*paths.links(site), *paths.small_links(site))
        )
        site.add(
            pen,
            f'{parts.head(site, f"{title} · {site.name}", parts.look(site))}<body><div id="__next"><header class="flex">{links}</header><main class="prose"><h1>{title}</h1>{inner}</main><footer>{parts.socials(pen)}{parts.credit(site)}</footer></div>'
            f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state, ensure_ascii=False)}</script></body></html>',
        )

    usual_pages(site, paths, frame)


@style("shop", "office", "practice", "craft")
def state_alone(site: Draft) -> None:
    """Write a page that shows nothing without its script: its firm stands in a JSON state alone."""
    pen, legal = site.pen("/", Kind.HOME, Kind.CONTACT), site.pen(site.t("/mentions-legales", "/legal"), Kind.LEGAL)
    state = json.dumps(
        {"company": _state(pen, pen.due_boxes(), pen.due_lines()), "apiKey": "pk_live_51H8@x", "build": "app@1.4.2"}, ensure_ascii=False
    )
    site.add(
        pen,
        f'{parts.head(site, site.name, parts.look(site))}<body><div id="app"><p>…</p></div><script>window.__INITIAL_STATE__ = {state};</script><script src="/assets/app.js"></script>'
        f'<noscript><a href="{legal.path}">{site.t("Mentions légales", "Legal")}</a></noscript></body></html>',
    )
    site.add(
        legal,
        f"{parts.head(site, site.t('Mentions légales', 'Legal'), parts.look(site))}<body><main>{legal_notice(legal)}</main></body></html>",
    )


@style("shop", "table", "rooms", "club")
def without_script(site: Draft) -> None:
    """Write a site that keeps a plain version of its contacts in noscript, and decoys in its scripts."""
    paths = Paths(
        contact="/contact", about=site.t("/equipe", "/team"), legal=site.t("/mentions-legales", "/legal"), prices=site.t("/carte", "/menu")
    )
    decoy = '<script>var cfg={from:"noreply@mailer-kit.example",regex:/^[^@]+@[^@]+$/,demo:"user@domain.com",tel:"0102030405"};/* jQuery.fn.form@2.1 contact: dev@plugin-form.example */</script>'

    def frame(pen: Pen, title: str, inner: str) -> None:
        plain = f"<noscript><div>{parts.reach(pen)}</div></noscript>"
        site.add(
            pen,
            f"{parts.head(site, f'{title} - {site.name}', parts.look(site), decoy)}<body><header>{site.name} {parts.nav(paths.links(site))}</header><main><h1>{title}</h1>{inner}{plain}</main>{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame)


STYLES: tuple[Style, ...] = (shell_with_json_ld, next_state, state_alone, without_script)
