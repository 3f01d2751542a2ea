"""Sites that were made twenty years ago and never touched again."""

from outhost.sandbox import parts
from outhost.sandbox.contacts import Kind
from outhost.sandbox.draft import Draft, Pen
from outhost.sandbox.legal import legal_notice


def tables_of_2003(site: Draft) -> None:
    """Write a site laid out in tables, with capitals for tags, in Latin-1."""
    links = [
        ("index.htm", "Accueil"),
        ("presentation.htm", "Pr&eacute;sentation"),
        ("tarifs.htm", "Tarifs"),
        ("contact.htm", "Nous contacter"),
        ("mentions.htm", "Infos l&eacute;gales"),
    ]
    if site.language == "en":
        links = [
            ("index.htm", "Home"),
            ("about.htm", "About us"),
            ("prices.htm", "Prices"),
            ("contact.htm", "Contact us"),
            ("legal.htm", "Legal"),
        ]

    def page(pen: Pen, title: str, inner: str) -> None:
        menu = "<BR>\n".join(f'<A HREF="/{href}"><FONT FACE="Verdana" SIZE=2 COLOR="#003366">{words}</FONT></A>' for href, words in links)
        site.add(
            pen,
            f'<HTML>\n<HEAD>\n<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1">\n<TITLE>{site.name} - {title}</TITLE>\n</HEAD>\n'
            f'<BODY BGCOLOR="#FFFFEE" TEXT="#222222" LINK="#003366">\n<CENTER><TABLE WIDTH=760 BORDER=0 CELLPADDING=8 BGCOLOR="#FFFFFF">\n'
            f'<TR><TD COLSPAN=2 BGCOLOR="#003366"><FONT FACE="Verdana" COLOR="#FFFFFF" SIZE=5><B>{site.name}</B></FONT></TD></TR>\n'
            f'<TR VALIGN=TOP><TD WIDTH=160 BGCOLOR="#DDE6EE">{menu}</TD><TD><FONT FACE="Verdana" SIZE=2><H2>{title}</H2>\n{inner}\n</FONT></TD></TR>\n'
            f"<TR><TD COLSPAN=2 ALIGN=CENTER><FONT SIZE=1>{parts.postal(site, ' - ')}<BR>{parts.credit(site)}</FONT></TD></TR>\n</TABLE></CENTER>\n</BODY>\n</HTML>",
            charset="iso-8859-1",
        )

    pen = site.pen("/", Kind.HOME)
    page(
        pen,
        site.t("Bienvenue", "Welcome"),
        f'<IMG SRC="/images/facade.jpg" WIDTH=320 HEIGHT=200 ALIGN=RIGHT ALT="">{parts.paragraphs(site)}{parts.reach(pen)}{parts.socials(pen)}',
    )
    pen = site.pen(f"/{links[0][0]}", Kind.OTHER)
    page(pen, site.t("Bienvenue", "Welcome"), parts.paragraphs(site))
    pen = site.pen(f"/{links[1][0]}", Kind.ABOUT, Kind.TEAM)
    page(pen, site.t("Présentation", "About us"), f"{parts.paragraphs(site)}{parts.team(pen)}")
    pen = site.pen(f"/{links[2][0]}", Kind.PRODUCT)
    page(pen, site.t("Tarifs", "Prices"), parts.price_list(site))
    pen = site.pen(f"/{links[3][0]}", Kind.CONTACT)
    page(pen, site.t("Nous contacter", "Contact us"), f"{parts.postal(site)}{parts.reach(pen)}{parts.hours(site)}")
    pen = site.pen(f"/{links[4][0]}", Kind.LEGAL)
    page(pen, site.t("Informations légales", "Legal"), legal_notice(pen))


STYLES = (tables_of_2003,)
