"""Mailboxes by their names: whether the part before the `@` is a person's, a role's, or nobody's to write to."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from enum import IntEnum
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FIRST_NAMES: Final = _words("""
    aaron abel abigail adam adelaide adele adeline adrian adriana adrien agathe agnes ahmed aicha aida aimee alain alan alban albane
    albert alberto alessandro alex alexa alexander alexandra alexandre alexia alexis alfred ali alice alicia aline alison alix allan
    amandine amel amelia amelie amina amine amir amy ana anais anatole andre andrea andreas andrew andy angela angele angelina
    angelique anissa anita ann anna annabelle anne annick annie anouk anthony antoine antoinette anton antonin antonio apolline ariane
    arlette armand armelle arnaud arthur asma astrid aubin aude audrey augustin aurelia aurelie aurelien aurore axel axelle ayoub aziz
    baptiste barbara barnabe bastien beatrice ben benedicte benjamin benoit berenice bernadette bernard bertrand beth betty blaise
    blanche blandine boris brad brandon brenda brian brice brigitte bruce bruno bryan camille candice capucine carine carl carla
    carlos carole carolina caroline catherine cathy cecile cecilia cedric celia celine cesar chantal charlene charles charlie charline
    charlotte chloe chris christel christelle christian christiane christina christine christophe christopher cindy claire clara
    clarisse claude claudia claudie claudine clemence clement clementine cleo clive clotilde colette colin coline connor constance
    constantin coralie corentin corinne craig cynthia cyprien cyril cyrille damian damien dan daniel daniela daniele danielle danny
    daphne darren dave david debbie deborah delphine denis denise dennis derek diana diane didier dimitri dominique donald donna
    donovan dorian doris dorothee dorothy douglas duncan dylan ed eddy edgar edith edmond edouard edward edwige elaine elena eleonore
    eli elia eliane elias elie eliot eliott elisa elisabeth elise eliza elizabeth ella ellen elliot elodie eloise elsa elvire emeline
    emeric emile emilie emilien emily emma emmanuel emmanuelle enzo eric erica erik erika ernest erwan esteban estelle esther ethan
    etienne eugene eugenie eva evan eve evelyne ewan fabien fabienne fabio fabrice fanny farah farid fatima fatou felicia felicie
    felix ferdinand fernand fernando fiona flavie flavien flora flore florence florent florentin florian francesca francesco francis
    francisca francisco franck francois francoise frank fred freddy frederic frederick frederique gabin gabriel gabriela gabriele
    gabrielle gael gaelle gaetan gareth garry gary gaspard gaston gautier gavin genevieve geoffrey geoffroy george georges georgia
    gerald geraldine gerard germain ghislain ghislaine gilbert gilles gina gisele giulia glen glenn gordon graham greg gregoire
    gregory guillaume guillemette gustave guy gwen gwenael gwenaelle gwendoline hakim hamid hannah harold harriet harry hassan hector
    heidi helen helena helene heloise henri henriette henry herve hicham hilary hippolyte honore hortense howard hubert hugh hugo
    hugues ian ibrahim ida igor ilona imane ines ingrid irene iris isaac isabel isabella isabelle isaure ismael ivan jack jackie jacky
    jacob jacqueline jacques jade jake james jamie jan jane janet janine jason jay jean jeanette jeanine jeanne jeannine jeff jennifer
    jenny jeremie jeremy jerome jess jesse jessica jessie jill jim jimmy joachim joan joana joanna joanne joaquin jocelyn jocelyne joe
    joel joelle joey johan johann johanna john johnny jonas jonathan jordan jorge jose josee joseph josephine joshua josiane josselin
    josyane joyce juan judith jules julia julian juliana julie julien julienne juliette june justin justine karen karim karima karine
    karl kate katherine kathleen kathryn katia katie katy kayla keith kelly ken kenneth kenza kerry kevin khadija khalid kilian kim
    kimberley kimberly kirsty kyle laetitia laila lambert lana lara larry latifa laura laure laureen laurence laurene laurent laurette
    laurie laurine lea leah leila lena leo leon leonard leonie leonore leopold leslie lewis liam lila lilian liliane lily lina linda
    line lisa lise lison loan loic lola lorenzo loris lou louane louis louise louison luc luca lucas lucie lucien lucienne lucile
    lucille lucy ludivine ludovic luis luke lydia lydie lynda maddie madeleine mael maelle maelys maeva magali maggie malik malika
    manon manuel manuela marc marceau marcel marcelle marco marcus margaret margaux margot marguerite maria mariana mariane marianne
    marie marielle marina marine mario marion marise marjorie mark marlene martha marthe martin martine martyn mary maryam maryline
    maryse maryvonne matheo mathias mathieu mathilde mathis mathurin matt matteo matthew matthias matthieu maud maureen maurice max
    maxence maxime maximilien may maya mehdi melanie melina melissa melody mercedes meryem mia micael michael michaela michel michele
    micheline michelle miguel mikael mike mila millie milo mireille miriam mohamed mohammed moira molly monica monique morgan morgane
    mounir mourad muriel murielle mustapha mylene myriam nabil nadege nadia nadine naima nancy naomi nassim natacha natalia natalie
    natasha nathalie nathan nathanael neil nelly nicola nicolas nicole nigel nina nino noa noah noe noel noelle noemie nolan nora
    norbert nordine norman oceane octave odette odile oliver olivia olivier omar ophelie oriane oscar othmane pablo paloma pamela
    pascal pascale pascaline patrice patricia patrick paul paula paule paulette pauline paulo pedro peggy penelope perrine peter phil
    philip philippe phillip phoebe pierre pierrette pierrick quentin rachel rachid rafael rafik raoul raphael raphaelle raymond
    raymonde rebecca regine regis remi remy renaud rene renee ricardo richard rita rob robert roberto robin rod rodolphe rodrigue
    roger roland rolande romain roman romane romeo romuald ronald ronan rosa rosalie rose roselyne rosemary ross roxane roy ruben rudy
    russell ruth ryan sabine sabrina sacha said salim sally salome sam samantha sami samia samir samira samuel samy sandie sandra
    sandrine sandy sara sarah sasha sean sebastien segolene selma serge sergio severine shannon sharon shaun sheila shirley sibylle
    sidonie simon simone sofia sofiane solange solene solenne soline sonia sophia sophie soraya stacey stan stanislas stella stephan
    stephane stephanie stephen steve steven stewart stuart sue suzanne suzie swann sybille sylvain sylvaine sylvette sylviane sylvie
    tamara tanguy tania tara ted teddy teresa terry tess theo theodore theophile therese thibaud thibault thibaut thierry thomas
    tiffany tim timothe timothee timothy tina titouan tobias toby todd tom tommy tony tracey tracy trevor tristan tyler ugo ulysse
    urbain ursula valentin valentine valeria valerie valery vanessa vera veronica veronique vicky victoire victor victoria vincent
    violaine violette virgile virginie vivian viviane vivien walter wendy werner wilfrid wilfried will william willy xavier yael yanis
    yann yannick yasmina yasmine yassine yoan yoann yohan yohann yolande youssef yvan yves yvette yvon yvonne zachary zoe zoey
""")
"""First names that are common in France, Britain and Ireland, folded. Those that are as often something else are left out."""

_ROLES: Final = _words("""
    accounts accueil achat achats adherent adherents adm admin administratif administration admission admissions ads adv agence agency
    aide animation assistance assistant associate association atelier bar bienvenu bienvenue billetterie billing biz boite bonjour
    bonsoir booking bookings boutique box bureau business cabinet cafe caisse candidature candidatures careers cave centre chantier
    chantiers client clients clientservice club com comm commande commandes commerce commercial commerciale communication compta
    comptabilite comptable conseil consultation contact contactez contacto contacts coucou courriel courrier cuisine customer
    customers customerservice demande depannage desk devis directeur direction director directrice dossier ecole ecrire editor
    editorial email emails emploi enquiries enquiry entreprise equipe espace estimate evenement evenements event events expertise
    export facturation facture factures finance formation formations france frontdesk garage general gerance gerant gestion gites
    group groupe groupes hallo hello help helpdesk hey hi hola home hotel hq hr import info information informations infos inquiries
    inquiry inscription inscriptions institut investors jobs kontakt laboratoire legal lettings library livraison location logistique
    mag magasin mail mailbox maintenance mairie manager marketing media members membership message messagerie news newsletter nous
    occasion office officemanager online order orders partenaires partenariat partners parts patient patients payments pharmacie
    planning post pr press presse pro production prof project projet projets qualite quote quotes rdv reception recruitment
    recrutement redaction renseignement renseignements rental reparation resa reservation reservations restaurant resto rh sales salon
    sav secretaire secretariat secretary security service services shop showroom siege site societe sos spa stage stages standard
    store studio support syndic team tech technique test theatre tourisme traiteur urgence urgences vente ventes visit visite visites
    web welcome work workshop www your
""")
"""Words that name what a mailbox is for."""
_LAST_RESORT: Final = _words("""
    abuse admin billing candidature candidatures careers compta comptabilite confidentialite dataprotection donnees dpd dpo emploi
    facturation gdpr hostmaster hr invoices jobs juridique legal newsletter postmaster press presse privacy recruitment recrutement
    rgpd rh root security webmaster webmestre wordpress
""")
"""Mailboxes of a business that are meant for something else than a first letter."""
_NOBODY: Final = re.compile(
    r"(?:no|ne|do)[-_.]?(?:not|pas)?[-_.]?(?:reply|repondre|answer)\w{0,10}|noreply\w{0,10}|nepasrepondre|bounces?|mailer-?daemon|mailer|"
    r"unsubscribe|desinscription|optout|spam\w{0,8}|honeypot|devnull|null|notifications?|notify|alerts?|cron|daemon|root|nobody"
)
_TRADES: Final = _words("""
    agri ambulance ambulances and antiquites archi architecte architectes architecture art artisan assurance assurances audio auto
    automobile automobiles autos avocat avocats bakery barber bati batiment beaute beauty bijoux bike bio bois boucherie boulangerie
    brasserie bricolage camping car carrelage carrosserie cars charcuterie charpente chauffage chocolat cie clean cleaning clinic
    clinique co coiffeur coiffeuse coiffure company concept construction constructions cordonnerie couverture couvreur creation
    creations cuisines de deco decoration dentaire dental dentist dentiste des design diffusion domaine dr driving du ebeniste
    ebenisterie elec electric electrical electricien electricite energie energies entretien epicerie esthetique et facade ferme fils
    fitness fleur fleuriste fleurs florist flowers food frere freres froid fromagerie garden gardens gite green habitat hair
    horlogerie house immo immobilier informatique instruments isolation jardin jardins joinery kine la le les librairie location ltd
    lunettes maconnerie maison marbrerie massage me mecanique medical menuiserie menuisier meubles mlle mme mobilier moto motors
    moulin mr multiservices nature nettoyage notaire notaires nutrition optic opticien opticiens optique osteo osteopathe osteopathie
    pains painting papeterie parfumerie patisserie paysage paysages paysagiste pedicure peinture peintures photo photographe
    photography photos physio piscine piscines pizza pizzeria platrerie plomberie plombier plumber plumbing podologue poissonnerie
    pressing primeur psy psychologie psychologue publicite ramonage renov renovation roofing saint sainte sante sarl sas serrurerie
    serrurier solar sport sports st ste store tabac tattoo taxi taxis terrassement the toiture tradition transport transports travaux
    vet veterinaire vin vins vitrerie voyage voyages wine yoga zinguerie
""")
"""Words by which a mailbox is named after the business: `plomberie.martin`."""
_PAIR: Final = re.compile(r"\b([A-ZÀ-ÖØ-Þ][\w’'-]{1,30})[ \t]{1,2}(?:[A-Z]\.[ \t]{0,2})?([A-ZÀ-ÖØ-Þ][\w’'-]{1,40})")
_MOST_PAIRS: Final = 3000


class MailboxKind(IntEnum):
    """Whose a mailbox is; the lower, the better to write to."""

    PERSONAL = 1
    ROLE = 2
    LAST_RESORT = 3
    NOBODY = 4


def kind_of(local: str, business: Collection[str] = (), people: Collection[str] = ()) -> MailboxKind:
    """Tell whose a mailbox is; `business` are words that its owner is called by, `people` mailboxes that named persons would have.

    A name that is nobody's for certain is a role's.
    """
    local = unaccented(local.partition("+")[0])
    if _NOBODY.fullmatch(local):
        return MailboxKind.NOBODY
    words = [word for word in re.split(r"[._-]", local.strip("0123456789")) if word]
    if any(word in _LAST_RESORT for word in words) and all(word in _LAST_RESORT or word in _ROLES for word in words):
        return MailboxKind.LAST_RESORT
    return MailboxKind.PERSONAL if _is_person(words, business, people) else MailboxKind.ROLE


def unaccented(text: str) -> str:
    """Give a text in small letters without accents; its gaps and signs stay."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)).lower()


def people_in(text: str) -> frozenset[str]:
    """Give the mailboxes that the persons would have who are named in a text, whose first names are known."""
    found: set[str] = set()
    for number, pair in enumerate(_PAIR.finditer(text)):
        if number >= _MOST_PAIRS:
            break
        found.update(_mailboxes_of(unaccented(pair[1]), unaccented(pair[2])))
    return frozenset(found)


def _mailboxes_of(one: str, other: str) -> Iterator[str]:
    """Give the mailboxes of somebody whose first name is either of two words."""
    for first, last in ((one, other), (other, one)):
        if _is_first_name(first) and last not in _ROLES and last not in _TRADES:
            initials = "".join(part[0] for part in first.split("-") if part)
            plain_first, plain_last = re.sub(r"\W", "", first), re.sub(r"\W", "", last)
            yield from (plain_first, plain_first + plain_last, plain_last + plain_first, initials + plain_last, plain_last + initials)


def _is_first_name(word: str) -> bool:
    return all(part in _FIRST_NAMES for part in re.split(r"[-_.]", word))


def _is_person(words: list[str], business: Collection[str], people: Collection[str]) -> bool:
    if not words or not all(word.isalpha() for word in words) or any(word in _ROLES or word in _TRADES for word in words):
        return False
    if "".join(words) in people:
        return True
    if len(words) == 1:
        return words[0] in _FIRST_NAMES and words[0] not in business
    is_initial = len(words[0]) <= 2 and len(words) == 2 and len(words[1]) > 2  # noqa: PLR2004 - `j.dupont`, `jc.dupont`
    is_named = words[0] in _FIRST_NAMES or words[-1] in _FIRST_NAMES
    return (is_initial and words[0] not in business) or is_named
