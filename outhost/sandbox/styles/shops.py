"""Sites that sell: catalogues, carts and conditions of sale."""

from outhost.sandbox import parts
from outhost.sandbox.contacts import Kind
from outhost.sandbox.draft import Draft, Pen
from outhost.sandbox.legal import legal_notice
from outhost.sandbox.people import plain
from outhost.sandbox.styles.style import Paths, Style, style, usual_pages

_GRID = ".grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(13em,1fr));gap:1.5em}.grid a{text-decoration:none}.price{font-weight:bold}"


def _goods(site: Draft, folder: str, ending: str = "") -> list[tuple[str, str, str]]:
    """Give each product's path, name and price."""
    return [(f"{folder}{at + 1}-{plain(what)}{ending}", what, price) for at, (what, price) in enumerate(site.goods())]


def _grid(site: Draft, goods: list[tuple[str, str, str]]) -> str:
    cards = (
        f'<a href="{path}"><img src="/images/{plain(what)}_600x@2x.jpg" width="200" height="150" alt=""><br>{what}<br><span class="price">{price}</span></a>'
        for path, what, price in goods
    )
    return f'<div class="grid">{"".join(cards)}</div>'


@style("shop", "table")
def shopify_like(site: Draft) -> None:
    """Write a hosted shop: collections, policies, a cart in JSON, a newsletter box in the foot."""
    paths = Paths(
        contact="/pages/contact",
        about=site.t("/pages/notre-histoire", "/pages/our-story"),
        legal=site.t("/policies/legal-notice", "/policies/legal-notice"),
        privacy="/policies/privacy-policy",
    )
    goods = _goods(site, "/products/")
    extra = f'<script>var Shopify = Shopify || {{}}; Shopify.shop = "{plain(site.firm.name)}.shop-kit.example"; Shopify.locale = "{site.language}";</script>'

    def frame(pen: Pen, title: str, inner: str) -> None:
        news = f'<form action="/envoi" method="post"><input type="email" name="contact[email]" placeholder="{site.t("Adresse e-mail", "Email address")}"></form>'
        site.add(
            pen,
            f'{parts.head(site, f"{title} – {site.name}", parts.look(site, _GRID), extra)}<body class="template-index"><div class="announcement-bar">{site.t("Livraison offerte dès 60 €", "Free delivery over €60")}</div><header><h2>{site.name}</h2>{parts.nav(paths.links(site))} <a href="/cart">{site.t("Panier", "Cart")} (0)</a></header><main id="MainContent"><h1>{title}</h1>{inner}</main>{news}{parts.footer(pen, paths.small_links(site))}</body></html>',
        )

    usual_pages(site, paths, frame, home=_grid(site, goods))
    for path, what, price in goods:
        frame(site.pen(path, Kind.PRODUCT), what, f'<p class="price">{price}</p><p>{site.says()[0]}</p>{parts.share(site, path)}')
    frame(
        site.pen("/cart", Kind.OTHER),
        site.t("Votre panier", "Your cart"),
        f"<p>{site.t('Votre panier est vide.', 'Your cart is empty.')}</p>",
    )


@style("shop")
def prestashop_like(site: Draft) -> None:
    """Write a shop of blocks: the store's details in the foot of every page, an account, conditions of sale."""
    paths = Paths(
        contact=site.t("/nous-contacter", "/contact-us"),
        about=site.t("/content/4-a-propos", "/content/4-about-us"),
        legal=site.t("/content/2-mentions-legales", "/content/2-legal-notice"),
        privacy=site.t("/content/3-conditions-utilisation", "/content/3-terms"),
    )
    goods = _goods(site, "/accueil/", ".html")

    def frame(pen: Pen, title: str, inner: str) -> None:
        store = "".join(f"{label} <span>{number}</span><br>" for label, number in pen.phones())
        block = f'<div class="block-contact"><p class="h4">{site.t("Informations", "Store information")}</p>{parts.postal(site)}<br>{store}</div>'
        account = f'<p><a href="/connexion">{site.t("Votre compte", "Your account")}</a> · <a href="{paths.privacy}">CGV</a> · <a href="{paths.contact}">Contact</a></p>'
        site.add(
            pen,
            f'{parts.head(site, title, parts.look(site, _GRID))}<body id="index" class="lang-{site.language}"><header><h2>{site.name}</h2>{parts.nav(paths.links(site))}</header><section id="wrapper"><main><h1>{title}</h1>{inner}</main></section>{block}{account}{parts.footer(pen, paths.small_links(site))}<script>var prestashop = {{"currency":{{"iso_code":"EUR"}},"customer":{{"email":null}}}};</script></body></html>',
        )

    usual_pages(site, paths, frame, home=_grid(site, goods))
    for path, what, price in goods:
        number = f"9{site.rng('ean', what).randrange(10**11):011d}"
        frame(
            site.pen(path, Kind.PRODUCT),
            what,
            f'<p class="price">{price}</p><p>{site.t("Référence", "Reference")} : {number[:8]} – EAN13 {number}</p>',
        )
    frame(site.pen("/connexion", Kind.OTHER), site.t("Connexion", "Log in"), parts.form(site))


@style("shop", "rooms", "table", "craft")
def woocommerce_like(site: Draft) -> None:
    """Write a WordPress shop: products with their own JSON-LD, a map of the shop, an old plugin's classes."""
    paths = Paths(
        contact="/contact/",
        about=site.t("/notre-maison/", "/about-us/"),
        legal=site.t("/cgv-mentions-legales/", "/terms-and-legal/"),
        news=site.t("/actus/", "/news/"),
    )
    goods = _goods(site, site.t("/produit/", "/product/"), "/")

    def frame(pen: Pen, title: str, inner: str) -> None:
        lines = pen.due_lines()[:1] if Kind.HOME in pen.kinds else []
        data = pen.json_ld("Store", lines=lines, profiles=Kind.HOME in pen.kinds)
        place = f"{plain(site.street)}+{site.postcode}".replace("-", "+")
        site.add(
            pen,
            f'{parts.head(site, f"{title} - {site.name}", parts.look(site, _GRID), data)}<body class="woocommerce"><header><h2>{site.name}</h2>{parts.nav(paths.links(site))}</header><main><h1>{title}</h1>{inner}<p><a href="https://www.google.com/maps/search/?api=1&amp;query={place}">{site.t("Voir sur la carte", "See on the map")}</a></p></main>{parts.footer(pen, paths.small_links(site))}</body></html>',
        )

    usual_pages(site, paths, frame, home=_grid(site, goods))
    for path, what, price in goods:
        frame(site.pen(path, Kind.PRODUCT), what, f'<p class="price">{price}</p>')


@style("shop", "club", "craft")
def paper_catalogue(site: Draft) -> None:
    """Write a site that has little but links to PDF files, and says so."""
    home, legal = site.pen("/", Kind.HOME, Kind.CONTACT), site.pen(site.t("/mentions-legales.html", "/legal.html"), Kind.LEGAL)
    papers = "".join(
        f'<li><a href="/docs/{plain(what)}-2024.pdf">{what} (PDF, {at + 1},2 Mo)</a></li>' for at, (what, _) in enumerate(site.goods())
    )
    css = parts.look(site, "main{display:grid;grid-template-columns:2fr 1fr;gap:2em}")
    site.add(
        home,
        f"{parts.head(site, site.name, css)}<body><header><h1>{site.name}</h1><p>{site.slogan}</p></header><main><div>{parts.paragraphs(site)}<h2>{site.t('À télécharger', 'Downloads')}</h2><ul>{papers}</ul></div><div><h2>{site.t('Nous joindre', 'Reach us')}</h2><p>{parts.postal(site)}</p>{parts.reach(home)}{parts.hours(site)}</div></main>{parts.footer(home, [(legal.path, site.t('Mentions légales', 'Legal notice'))])}</body></html>",
    )
    site.add(
        legal,
        f"{parts.head(site, site.t('Mentions légales', 'Legal notice'), css)}<body><header><a href='/'>{site.name}</a></header><div style='padding:2em'>{legal_notice(legal)}</div></body></html>",
    )


STYLES: tuple[Style, ...] = (shopify_like, prestashop_like, woocommerce_like, paper_catalogue)
