"""Sites that a content system made: WordPress, Joomla and those like them."""

from outhost.sandbox import parts
from outhost.sandbox.contacts import Kind
from outhost.sandbox.draft import Draft, Pen
from outhost.sandbox.styles.style import Paths, Style, style, usual_pages


@style()
def wordpress(site: Draft) -> None:
    """Write a WordPress site with a block theme, a blog and a contact form."""
    paths = Paths(
        contact=site.t("/contact/", "/contact-us/"),
        about=site.t("/a-propos/", "/about/"),
        legal=site.t("/mentions-legales/", "/legal-notice/"),
        privacy=site.t("/politique-de-confidentialite/", "/privacy-policy/"),
        news="/blog/",
    )
    extra = f'<meta name="generator" content="WordPress 6.4.3">\n<link rel="https://api.w.org/" href="{site.origin}/wp-json/">\n'

    def frame(pen: Pen, title: str, inner: str) -> None:
        top = f'<header class="wp-block-group"><p class="site-title"><img src="/wp-content/uploads/logo@2x.png" alt="" width="60" height="60"> {site.name}</p><nav>{parts.nav(paths.links(site))}</nav></header>'
        head = parts.head(site, f"{title} – {site.name}", parts.look(site, "header{text-align:center}"), extra)
        site.add(
            pen,
            f'{head}<body class="wp-site-blocks">{top}<main><h1>{title}</h1>{inner}</main>{parts.footer(pen, paths.small_links(site))}</body></html>',
        )

    usual_pages(site, paths, frame, home=parts.price_list(site))
    site.add(site.pen("/wp-json/", Kind.OTHER), '{"name":"","namespaces":["oembed/1.0","wp/v2"]}', media_type="application/json")


@style()
def page_builder(site: Draft) -> None:
    """Write a WordPress site made with a page builder: columns in columns, icons, settings in attributes."""
    paths = Paths(
        contact="/contact/",
        about=site.t("/notre-histoire/", "/our-story/"),
        legal=site.t("/mentions-legales/", "/legal/"),
        privacy=site.t("/confidentialite/", "/privacy/"),
    )
    dark, accent, pale = parts.palette(site)
    css = parts.look(
        site,
        f".elementor-section{{padding:2em}}.elementor-section:nth-child(odd){{background:{pale}}}.elementor-icon{{color:{accent};margin-right:.6em}}h1{{color:{dark}}}",
    )

    def widget(kind: str, inner: str) -> str:
        settings = "{&quot;background_background&quot;:&quot;classic&quot;,&quot;_animation&quot;:&quot;fadeInUp&quot;}"
        return (
            f'<section class="elementor-section elementor-top-section" data-settings="{settings}"><div class="elementor-container"><div class="elementor-column"><div class="elementor-widget-wrap">'
            f'<div class="elementor-element elementor-widget elementor-widget-{kind}" data-widget_type="{kind}.default"><div class="elementor-widget-container">{inner}</div></div></div></div></div></section>'
        )

    def frame(pen: Pen, title: str, inner: str) -> None:
        bar = "".join(
            f'<li class="elementor-icon-list-item"><span class="elementor-icon"><i class="fas fa-phone-alt"></i></span><span class="elementor-icon-list-text">{number}</span></li>'
            for _, number in pen.calls()
        )
        site.add(
            pen,
            f'{parts.head(site, f"{title} | {site.name}", css)}<body class="elementor-default elementor-page"><header>{parts.nav(paths.links(site))}</header>'
            f"{widget('icon-list', f'<ul>{bar}</ul>')}{widget('heading', f'<h1>{title}</h1>')}{widget('text-editor', inner)}{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame)


@style("club", "office", "practice", "craft")
def joomla(site: Draft) -> None:
    """Write a Joomla site, whose addresses are cloaked by a script and whose paths end in .html."""
    paths = Paths(
        contact=site.t("/index.php/nous-contacter", "/index.php/contact-us"),
        about=site.t("/index.php/presentation", "/index.php/about-us"),
        legal=site.t("/index.php/mentions-legales", "/index.php/legal"),
        prices=site.t("/index.php/tarifs.html", "/index.php/prices.html"),
    )
    css, made_by = (
        parts.look(site, "aside{float:right;width:14em;padding:1em}"),
        '<meta name="generator" content="Joomla! - Open Source Content Management">',
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        crumbs = f'<ol class="breadcrumb"><li><a href="/">{site.t("Accueil", "Home")}</a></li><li>{title}</li></ol>'
        login = '<div class="moduletable"><h3>Connexion</h3><form action="/envoi" method="post"><input name="username" placeholder="Identifiant"><input type="password" name="pw"></form></div>'
        menu = "".join(
            f'<li class="item-{at + 101}"><a href="{href}">{words}</a></li>' for at, (href, words) in enumerate(paths.links(site))
        )
        site.add(
            pen,
            f"{parts.head(site, title, css, made_by)}"
            f'<body><header><h2>{site.name}</h2><ul class="nav menu">{menu}</ul></header><aside>{login}</aside><main class="item-page">{crumbs}<h1>{title}</h1>{inner}</main>'
            f"{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame)


@style("shop", "table", "rooms", "club")
def blog_first(site: Draft) -> None:
    """Write a blog whose home page is its newest posts, each with buttons that share it and a widget of a network beside it."""
    paths = Paths(
        contact="/p/contact.html",
        about=site.t("/p/qui-suis-je.html", "/p/about-me.html"),
        legal=site.t("/p/mentions-legales.html", "/p/legal.html"),
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        embed = (
            '<iframe width="280" height="160" src="https://www.youtube.com/embed/aqz-KE-bpKQ"></iframe>'
            '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/C0000000000/"></blockquote>'
        )
        archive = "".join(f'<li><a href="/2023/{month:02d}/">{month:02d}/2023</a> ({month % 4 + 1})</li>' for month in range(9, 13))
        site.add(
            pen,
            f'{parts.head(site, f"{site.name} : {title}", parts.look(site, ".side{width:18em;float:right;padding:1em;font-size:.9em}"))}<body><header><h1><a href="/">{site.name}</a></h1><p>{site.slogan}</p></header>'
            f'<div class="side"><p>{parts.nav(paths.links(site), "<br>")}</p>{embed}<ul>{archive}</ul></div><main><h2>{title}</h2>{inner}{parts.share(site, pen.path)}</main>{parts.footer(pen, paths.small_links(site))}</body></html>',
        )

    usual_pages(site, paths, frame, home=parts.news(site, "/"))
    for month in range(9, 13):
        frame(site.pen(f"/2023/{month:02d}/", Kind.POST), f"{month:02d}/2023", parts.news(site, f"/2023/{month:02d}/"))


@style("club", "practice", "office")
def drupal(site: Draft) -> None:
    """Write a Drupal site: numbered nodes, fields in divs with labels."""
    paths = Paths(
        contact="/contact",
        about=site.t("/node/4", "/about-us"),
        legal=site.t("/node/9", "/legal-information"),
        privacy=site.t("/rgpd", "/privacy"),
    )
    css, made_by = (
        parts.look(site, ".field__label{font-weight:bold;float:left;margin-right:.5em}"),
        '<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">',
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        fields = "".join(
            f'<div class="field field--label-inline clearfix"><div class="field__label">{label}</div><div class="field__item">{value}</div></div>'
            for label, value in pen.phones()
        )
        site.add(
            pen,
            f"{parts.head(site, f'{title} | {site.name}', css, made_by)}"
            f'<body class="path-node"><header role="banner">{site.name}<nav role="navigation">{parts.nav(paths.links(site))}</nav></header><main role="main"><article class="node"><h1>{title}</h1>'
            f'<div class="field field--name-body">{inner}</div>{fields}</article></main>{parts.footer(pen, paths.small_links(site))}</body></html>',
        )

    usual_pages(site, paths, frame)


STYLES: tuple[Style, ...] = (wordpress, page_builder, joomla, blog_first, drupal)
