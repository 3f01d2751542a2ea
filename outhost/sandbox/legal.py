"""Legal notices and privacy pages: the firm's identity, and numbers and addresses of others that are easily taken for its own."""

from outhost.sandbox.contacts import Box
from outhost.sandbox.draft import Draft, Pen
from outhost.sandbox.parts import postal
from outhost.sandbox.people import plain
from outhost.sandbox.phones import written
from outhost.sandbox.trades.gender import as_said_of


def siren(site: Draft) -> str:
    """Give a SIREN with a right check digit."""
    return _checked(f"9{site.rng('siren').randrange(10**7):07d}")


def siret(site: Draft) -> str:
    """Give the SIRET of its first establishment."""
    return _checked(f"{siren(site)}{site.rng('nic').randrange(1, 99):04d}")


def _checked(digits: str) -> str:
    """Add the digit with which Luhn's sum ends in nought."""
    total = sum(int(digit) if at % 2 else sum(divmod(2 * int(digit), 10)) for at, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def grouped(digits: str) -> str:
    """Write digits in threes, as registers do."""
    return " ".join(digits[at : at + 3] for at in range(0, 9, 3)) + (f" {digits[9:]}" if digits[9:] else "")


def identity(site: Draft) -> str:
    """Give the numbers under which registers know the firm: none of them a telephone."""
    number = siren(site)
    key = (12 + 3 * (int(number) % 97)) % 97
    capital = site.rng("capital").choice((1000, 5000, 7500, 8000, 10000, 37000))
    if site.language == "en":
        return f"SIRET {grouped(siret(site))} – VAT FR{key:02d}{number} – share capital €{capital:,} – RCS Valbourg B {grouped(number)}"
    if site.firm.trade.kind == "club":
        return f"Association déclarée, RNA W96{site.rng('rna').randrange(10**7):07d} – SIRET {siret(site)}"
    form = site.pick("form", "SARL", "SAS", "EURL", "Entreprise individuelle")
    owned = "" if form == "Entreprise individuelle" else f" au capital de {capital:,} €"
    return f"{form}{owned} – RCS Valbourg {grouped(number)} – SIRET : {grouped(siret(site))} – TVA intracommunautaire : FR{key:02d}{number} – APE 4{number[1]}.{number[2:4]}Z".replace(
        ",", "\u202f"
    )


def contact_lines(pen: Pen, boxes: list[Box]) -> str:
    """Give the firm's own contacts as legal notices do."""
    site = pen.site
    rows = [f"{label} {number}" for label, number in pen.phones()]
    rows += [
        f"{site.t(site.pick('legal mail', 'E-mail', 'Courriel', 'Adresse de courrier électronique'), 'Email')} : {pen.email(box)}"
        for box in boxes
    ]
    return "<br>\n".join(rows)


def host_lines(site: Draft) -> str:
    """Name the company that houses the site, with contacts that are not the firm's."""
    who = site.hoster
    number = written(who.telephone, site.pick("host notation", "pairs", "dots", "with zero", "joined"))
    full = f"{who.name}, {who.street}"
    style = site.pick("host", "full", "full", "phone", "mail", "short")
    phone = f"{site.t('Téléphone', 'Phone')} : {number}" if style in {"full", "phone"} else ""
    mail = f'<a href="mailto:{who.email}">{who.email}</a>' if style in {"full", "mail"} else ""
    return " – ".join(part for part in (full, phone, mail, f'<a href="http://{who.host}/">{who.host}</a>') if part)


def legal_notice(pen: Pen) -> str:
    """Write a legal notice."""
    site = pen.site
    boxes = [box for box in pen.due_boxes() if box.who is None or len(pen.kinds) == 1]
    boss = site.firm.people[0].name
    if site.language == "en":
        return (
            f"<h2>Publisher</h2><p>{postal(site)}<br>{identity(site)}<br>{contact_lines(pen, boxes)}</p><p>Publication director: {boss}</p>"
            f"<h2>Hosting</h2><p>{host_lines(site)}</p><h2>Design</h2><p>{site.agency.name}, {site.agency.street} – {site.agency.email}</p>"
            "<h2>Copyright</h2><p>All text and photographs on this site belong to the publisher unless stated otherwise.</p>"
        )
    boss_is = as_said_of(site.firm.people[0].given, "Directeur")
    director = site.pick("director", f"{boss_is} de la publication", "Responsable de la publication")
    return (
        f"<h2>Éditeur du site</h2><p>{postal(site)}<br>{identity(site)}<br>{contact_lines(pen, boxes)}</p><p>{director} : {boss}</p>"
        f"<h2>Hébergement</h2><p>{host_lines(site)}</p>"
        f"<h2>Conception</h2><p>{_design(site)}</p>"
        "<h2>Propriété intellectuelle</h2><p>L’ensemble de ce site relève de la législation française sur le droit d’auteur. Toute reproduction est interdite sans accord écrit.</p>"
        "<h2>Médiation</h2><p>Conformément à l’article L. 612-1 du code de la consommation, vous pouvez saisir gratuitement un médiateur.</p>"
    )


def _design(site: Draft) -> str:
    who = site.agency
    phone = written(who.telephone, "pairs")
    return f"{who.name}, {who.street}{site.pick('design', '', f' – {who.email}', f' – Tél. {phone}')}"


def privacy(pen: Pen) -> str:
    """Write a privacy page; the data protection officer it names works for somebody else."""
    site = pen.site
    dpo = f"dpo@{site.hoster.email.split('@')[1]}"
    if site.language == "en":
        return (
            f"<h2>Your data</h2><p>{site.name} keeps what you send through the form for three years. Our hosting provider’s data protection officer can be reached at {dpo}.</p>"
            '<p>You may complain to the CNIL, <a href="https://www.cnil.fr/">www.cnil.fr</a>. We use cookies of Google Analytics; see <a href="https://policies.google.com/privacy">their policy</a>.</p>'
        )
    return (
        f"<h2>Données personnelles</h2><p>{site.name} conserve trois ans les messages envoyés par le formulaire. Le délégué à la protection des données de notre prestataire : {dpo}.</p>"
        '<p>Vous pouvez adresser une réclamation à la CNIL, 3 place de Fontenoy, 75007 Paris, <a href="https://www.cnil.fr/fr/plaintes">www.cnil.fr</a>.</p>'
        f"<p>Cookies : {plain(site.firm.name)}_session (13 mois), _ga (13 mois).</p>"
    )
