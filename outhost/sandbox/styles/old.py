"""Sites that were made twenty years ago and never touched again."""

from outhost.sandbox import parts
from outhost.sandbox.contacts import Kind
from outhost.sandbox.draft import Draft, Pen
from outhost.sandbox.legal import legal_notice
from outhost.sandbox.styles.style import Paths, Style, style, usual_pages


@style()
def tables_of_2003(site: Draft) -> None:
    """Write a site laid out in tables, with capitals for tags, in Latin-1."""
    paths = Paths(
        contact="/contact.htm",
        about=site.t("/presentation.htm", "/about.htm"),
        legal=site.t("/mentions.htm", "/legal.htm"),
        prices=site.t("/tarifs.htm", "/prices.htm"),
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        menu = "<BR>\n".join(
            f'<A HREF="{href}"><FONT FACE="Verdana" SIZE=2 COLOR="#003366">{words}</FONT></A>'
            for href, words in (*paths.links(site), *paths.small_links(site))
        )
        site.add(
            pen,
            f'<HTML>\n<HEAD>\n<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1">\n<TITLE>{site.name} - {title}</TITLE>\n</HEAD>\n'
            f'<BODY BGCOLOR="#FFFFEE" TEXT="#222222" LINK="#003366">\n<CENTER><TABLE WIDTH=760 BORDER=0 CELLPADDING=8 BGCOLOR="#FFFFFF">\n'
            f'<TR><TD COLSPAN=2 BGCOLOR="#003366"><FONT FACE="Verdana" COLOR="#FFFFFF" SIZE=5><B>{site.name}</B></FONT></TD></TR>\n'
            f'<TR VALIGN=TOP><TD WIDTH=160 BGCOLOR="#DDE6EE">{menu}</TD><TD><FONT FACE="Verdana" SIZE=2><H2>{title}</H2>\n{inner}\n</FONT></TD></TR>\n'
            f"<TR><TD COLSPAN=2 ALIGN=CENTER><FONT SIZE=1>{parts.postal(site, ' - ')}<BR>{parts.socials(pen)}</FONT></TD></TR>\n<TR><TD COLSPAN=2 ALIGN=RIGHT><FONT SIZE=1>{parts.credit(site)}</FONT></TD></TR>\n</TABLE></CENTER>\n</BODY>\n</HTML>",
            charset="iso-8859-1",
        )

    usual_pages(site, paths, frame, home='<IMG SRC="/images/facade.jpg" WIDTH=320 HEIGHT=200 ALIGN=RIGHT ALT="">')


@style("craft", "shop", "club", "rooms")
def unclosed_tags(site: Draft) -> None:
    """Write a site by hand: capitals, no quotes, tags that nobody closes, in cp1252 that no header declares."""
    paths = Paths(contact="/contact.html", about=site.t("/nous.html", "/us.html"), legal="/infos.html")

    def frame(pen: Pen, title: str, inner: str) -> None:
        menu = " - ".join(f"<A HREF={href}>{words}</A>" for href, words in (*paths.links(site), *paths.small_links(site)))
        site.add(
            pen,
            f"<html><head><title>{title}</title><body bgcolor=white><center><font size=6 color=navy>{site.name}<br><font size=3><i>{site.slogan}</i></font></font><hr width=80%>{menu}<hr width=80%></center>\n"
            f"<h2>{title}\n{inner}<br><br><center>{parts.postal(site, ' - ')}<p>{parts.socials(pen)}<p><img src=/images/compteur.gif> {site.t('visiteurs', 'visitors')} : {site.rng('count').randint(900, 90000)}",
            charset="cp1252",
            media_type="text/html",
        )

    usual_pages(site, paths, frame)


@style("office", "craft", "club")
def framed(site: Draft) -> None:
    """Write a frameset: the home page has nothing but frames, and a few words for those who have none."""
    inner = site.pen(site.t("/accueil.html", "/main.html"), Kind.HOME)
    menu = site.pen("/menu.html", Kind.OTHER)
    contact, legal = (
        site.pen("/contact.html", Kind.CONTACT, Kind.ABOUT, Kind.TEAM),
        site.pen(site.t("/mentions.html", "/legal.html"), Kind.LEGAL),
    )
    door = site.pen("/", Kind.OTHER)
    site.add(
        door,
        f'<html><head><title>{site.name}</title></head><frameset cols="180,*" border="0"><frame name="menu" src="menu.html" noresize><frame name="main" src="{inner.path[1:]}">'
        f'<noframes><body>{site.name} - <a href="{inner.path}">{site.t("entrer", "enter")}</a> <a href="/contact.html">Contact</a></body></noframes></frameset></html>',
        charset="iso-8859-1",
    )
    links = [(inner.path, site.t("Accueil", "Home")), (contact.path, "Contact"), (legal.path, site.t("Mentions légales", "Legal"))]
    site.add(
        menu,
        f'<html><body bgcolor="#336699">{"<br>".join(f"<a target=main href={href}>{words}</a>" for href, words in links)}</body></html>',
        charset="iso-8859-1",
    )
    site.add(
        inner,
        f"<html><body><h1>{site.name}</h1>{parts.paragraphs(site)}{parts.price_list(site)}{parts.reach(inner)}{parts.socials(inner)}</body></html>",
        charset="iso-8859-1",
    )
    site.add(
        contact,
        f"<html><body><h1>Contact</h1><p>{parts.postal(site)}</p>{parts.reach(contact)}{parts.hours(site)}{parts.team(contact)}</body></html>",
        charset="iso-8859-1",
    )
    site.add(legal, f"<html><body>{legal_notice(legal)}</body></html>", charset="iso-8859-1")


@style()
def wrong_charset(site: Draft) -> None:
    """Write a site in cp1252 that says it is UTF-8, in its header and in its pages."""
    paths = Paths(
        contact="/contact.php",
        about=site.t("/entreprise.php", "/company.php"),
        legal=site.t("/mentions-legales.php", "/terms.php"),
        prices=site.t("/prestations.php", "/services.php"),
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        site.add(
            pen,
            f'{parts.head(site, f"{site.name} : {title}", parts.look(site))}<body><div id="wrapper"><header><h1>{site.name}</h1>{parts.nav(paths.links(site), " &bull; ")}</header><main><h2>{title}</h2>{inner}</main>'
            f"{parts.footer(pen, paths.small_links(site))}</div></body></html>",
            charset="cp1252",
            media_type="text/html; charset=utf-8",
        )

    usual_pages(site, paths, frame)


@style("craft", "shop", "rooms", "table")
def splash(site: Draft) -> None:
    """Write a site behind an entrance page, with a meta refresh to the real home page and contacts in an image map's words."""
    paths = Paths(
        contact=site.t("/fr/contact.html", "/en/contact.html"),
        about=site.t("/fr/societe.html", "/en/company.html"),
        legal=site.t("/fr/mentions.html", "/en/legal.html"),
    )
    real = site.t("/fr/accueil.html", "/en/home.html")

    def frame(pen: Pen, title: str, inner: str) -> None:
        body = f"<body><header><h1>{site.name}</h1>{parts.nav([(real, site.t('Accueil', 'Home')), *paths.links(site)[1:]])}</header><main><h2>{title}</h2>{inner}</main>{parts.footer(pen, paths.small_links(site))}</body></html>"
        site.add(pen, parts.head(site, f"{title} - {site.name}", parts.look(site)) + body, charset="iso-8859-15")

    usual_pages(site, paths, frame)
    pen = site.pen(real, Kind.HOME)
    frame(pen, site.slogan, f"{parts.paragraphs(site)}{parts.price_list(site)}{parts.reach(pen)}")
    door = site.pen("/", Kind.OTHER)
    site.add(
        door,
        f'<html><head><title>{site.name}</title><meta http-equiv="refresh" content="5; url={real}"></head><body style="background:#000;text-align:center;color:#fff"><h1>{site.name}</h1>'
        f'<a href="{real}"><img src="/images/entree.jpg" alt="{site.t("Entrer", "Enter")}"></a><p><a href="{paths.contact}">Contact</a> <a href="{paths.legal}">{site.t("Mentions", "Legal")}</a></p></body></html>',
    )


STYLES: tuple[Style, ...] = (tables_of_2003, unclosed_tags, framed, wrong_charset, splash)
