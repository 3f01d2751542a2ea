"""Sites that only one kind of trade has: menus, consulting hours, rooms, houses for sale, the bar, the workshop, the club."""

from outhost.sandbox import parts
from outhost.sandbox.contacts import Kind
from outhost.sandbox.draft import Draft, Pen
from outhost.sandbox.legal import legal_notice
from outhost.sandbox.styles.style import Paths, Style, style, usual_pages


@style("table")
def menu_card(site: Draft) -> None:
    """Write a restaurant's site: the card, a booking button of another company, and how to find the place."""
    paths = Paths(
        contact=site.t("/acces-et-reservation", "/find-us-and-book"),
        about=site.t("/la-maison", "/about"),
        legal=site.t("/mentions-legales", "/legal"),
        prices=site.t("/la-carte", "/menu"),
    )
    dark, accent, pale = parts.palette(site)
    css = parts.look(
        site,
        f"body{{background:{pale}}}header{{text-align:center;font-size:1.3em;background:{dark};color:#fff}}header a{{color:#fff}}.book{{background:{accent};color:#fff;padding:.5em 1em}}",
    )
    book = f'<a class="book" href="https://www.table-booker.example/r/{site.firm.domain.split(".")[0]}">{site.t("Réserver une table", "Book a table")}</a>'

    def frame(pen: Pen, title: str, inner: str) -> None:
        site.add(
            pen,
            f"{parts.head(site, f'{site.name}, {site.label.lower()} {site.city}', css)}<body><header><h1>{site.name}</h1>{parts.nav(paths.links(site))} {book}</header><main><h2>{title}</h2>{inner}</main>{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame, home=parts.hours(site))


@style("practice")
def practice(site: Draft) -> None:
    """Write a practice's site: consulting hours, emergencies (numbers of others), booking at another company's."""
    paths = Paths(
        contact=site.t("/infos-pratiques", "/practical"),
        about=site.t("/le-cabinet", "/the-practice"),
        legal=site.t("/mentions-legales", "/legal"),
        prices=site.t("/honoraires", "/fees"),
    )
    rota = site.rng("rota").random() < 0.6
    urgent = site.t(
        "<p><b>Urgences :</b> en dehors des heures d’ouverture, composez le 15 ou le 112. Garde départementale : 01 99 00 96 15.</p>",
        "<p><b>Emergencies:</b> out of hours, dial 15 or 112. Duty rota: 01 99 00 96 15.</p>",
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        book = f'<p><a class="btn" href="https://www.rdv-sante.example/cabinet/{site.firm.number}">{site.t("Prendre rendez-vous en ligne", "Book online")}</a></p>'
        rpps = f"<p>RPPS : 1{site.rng('rpps').randrange(10**10):010d} – ADELI 96{site.rng('adeli').randrange(10**7):07d}</p>"
        site.add(
            pen,
            f"{parts.head(site, f'{site.name} - {site.city}', parts.look(site))}<body><header><h2>{site.name}</h2>{parts.nav(paths.links(site))}</header><main><h1>{title}</h1>{book}{inner}{urgent if rota and Kind.CONTACT in pen.kinds else ''}{rpps if Kind.LEGAL in pen.kinds else ''}</main>{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame)


@style("rooms")
def rooms(site: Draft) -> None:
    """Write a site of rooms in two languages: each page has its French and its English twin."""
    css = parts.look(site, ".hero{height:12em;background:linear-gradient(#0003,#0006),#9bb}")
    for tongue, other in (("", "en/"), ("en/", "")):
        english = tongue == "en/" or site.language == "en"
        home, contact, legal = (
            site.pen(f"/{tongue}", Kind.HOME),
            site.pen(f"/{tongue}contact", Kind.CONTACT, Kind.ABOUT, Kind.TEAM),
            site.pen(f"/{tongue}legal", Kind.LEGAL),
        )
        titles = ("Welcome", "Contact and directions", "Legal notice") if english else ("Bienvenue", "Contact et accès", "Mentions légales")
        for pen, title in zip((home, contact, legal), titles, strict=True):
            inner = (
                parts.paragraphs(site) + parts.price_list(site)
                if pen is home
                else legal_notice(pen)
                if pen is legal
                else parts.postal(site) + parts.reach(pen) + parts.team(pen) + parts.form(site)
            )
            menu = parts.nav([(each.path, words) for each, words in zip((home, contact, legal), titles, strict=True)])
            twin = pen.path.replace("/en/", "/") if tongue else f"/{other}{pen.path[1:]}"
            alternate = f'<link rel="alternate" hreflang="{"fr" if tongue else "en"}" href="{twin}">'
            site.add(
                pen,
                f'{parts.head(site, f"{site.name} – {title}", css, alternate)}<body><header><h2>{site.name}</h2>{menu} <a href="{twin}">{"FR" if tongue else "EN"}</a></header><div class="hero"></div><main><h1>{title}</h1>{inner}</main><footer>{parts.socials(pen)}{parts.credit(site)}</footer></body></html>',
            )


@style("estate")
def houses(site: Draft) -> None:
    """Write an agency's site: houses with references, surfaces and prices, a negotiator beside each, fees and cards of the trade."""
    paths = Paths(
        contact="/contact",
        about=site.t("/l-agence", "/our-agency"),
        legal=site.t("/mentions-legales", "/legal-notice"),
        prices=site.t("/honoraires", "/fees"),
    )
    reference = site.rng("reference")
    offers = "".join(
        f"<li><b>{what}</b> – {price} – Réf. {reference.randint(10**5, 10**6)} – {reference.randint(30, 180)} m² – DPE {reference.choice('ABCDE')}</li>"
        for what, price in site.goods()
    )
    card = f"<p>Carte professionnelle CPI 9601 20{reference.randint(16, 24)} 000 0{reference.randint(10, 99)} {reference.randint(100, 999)} – garantie {reference.randint(110, 500)} 000 €</p>"

    def frame(pen: Pen, title: str, inner: str) -> None:
        site.add(
            pen,
            f"{parts.head(site, f'{site.name} – {title}', parts.look(site))}<body><header><h2>{site.name}</h2>{parts.nav(paths.links(site))}</header><main><h1>{title}</h1>{inner}{card if Kind.LEGAL in pen.kinds else ''}</main>{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame, home=f"<ul>{offers}</ul>")


@style("counsel")
def chambers(site: Draft) -> None:
    """Write a law firm's sober site: the partners have a page of their own, apart from the firm's story."""
    paths = Paths(
        contact="/contact",
        about=site.t("/le-cabinet", "/the-firm"),
        legal=site.t("/mentions-legales-et-rgpd", "/legal-and-privacy"),
        prices=site.t("/expertises", "/expertise"),
    )
    css = parts.look(
        site, "body{letter-spacing:.01em}header{border-bottom:1px solid #bbb;background:#fff;text-transform:uppercase;font-size:.85em}"
    )

    def frame(pen: Pen, title: str, inner: str) -> None:
        site.add(
            pen,
            f"{parts.head(site, f'{title} | {site.name}', css)}<body><header><p>{site.name}</p>{parts.nav(paths.links(site), ' · ')}</header><main><h1>{title}</h1>{inner}</main>{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame, people=site.t("/associes", "/partners"))


@style("craft")
def workshop(site: Draft) -> None:
    """Write a craftsman's site: photographs of works, villages he goes to, insurance numbers, a bank account for deposits."""
    paths = Paths(
        contact="/contact.html",
        about=site.t("/entreprise.html", "/company.html"),
        legal=site.t("/mentions-legales.html", "/legal.html"),
        prices=site.t("/tarifs.html", "/prices.html"),
    )
    zone = site.t(
        "Zone d’intervention : Valbourg, Tilloy, Combourg-Ville, Courbières (rayon de 30 km).",
        "Area: Valbourg, Tilloy, Combourg-Ville, Courbières (within 30 km).",
    )
    rng = site.rng("policy")
    iban = "FR76 3000 4" + " ".join(f"{rng.randrange(10**4):04d}" for _ in range(4))[1:] + " 185"
    money = f"<p>{site.t('Assurance décennale n°', 'Ten-year insurance no.')} {rng.randrange(10**10):010d} – {site.t('acomptes', 'deposits')} : IBAN {iban}</p>"

    def frame(pen: Pen, title: str, inner: str) -> None:
        works = "".join(f'<img src="/photos/IMG_20240{at}1{at}_0612{at}5678.jpg" width="180" height="130" alt="">' for at in range(1, 5))
        site.add(
            pen,
            f"{parts.head(site, f'{site.label} {site.city} – {site.name}', parts.look(site))}<body><header><h2>{site.name}</h2>{parts.nav(paths.links(site))}</header><main><h1>{title}</h1>{inner}<p>{zone}</p>{works if Kind.HOME in pen.kinds else ''}{money if Kind.LEGAL in pen.kinds else ''}</main>{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame)


@style("club")
def club(site: Draft) -> None:
    """Write a club's site: the committee, the calendar, other clubs and the federation with their own addresses."""
    paths = Paths(contact="/contact", about="/le-bureau", legal="/mentions-legales", news="/agenda", prices="/adhesion")
    others = '<h3>Liens amis</h3><p>Fédération départementale : secretariat@federation96.example, 03 53 01 92 92 – <a href="https://www.facebook.com/federationdesclubs96">Facebook de la fédération</a></p>'

    def frame(pen: Pen, title: str, inner: str) -> None:
        site.add(
            pen,
            f"{parts.head(site, f'{site.name} – {title}', parts.look(site, 'header{background:#264653;color:#fff}header a{color:#e9c46a}'))}<body><header><h1>{site.name}</h1>{parts.nav(paths.links(site))}</header><main><h2>{title}</h2>{inner}{others if Kind.POST in pen.kinds else ''}</main>{parts.footer(pen, paths.small_links(site))}</body></html>",
        )

    usual_pages(site, paths, frame)


STYLES: tuple[Style, ...] = (menu_card, practice, rooms, houses, chambers, workshop, club)
