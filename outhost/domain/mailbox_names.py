"""Mailboxes by their names: whether the part before the `@` is a person's, a role's, or nobody's to write to."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from enum import IntEnum
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FIRST_NAMES: Final = _words("""
    aaron abbie abdel abdelkader abdoulaye abel abigail adam adama adelaide adele adeline adrian adriana adrien agathe aglae agnes
    ahmed aicha aida aimee aisling alain alan alban albane albert alberto albin alessandro alex alexa alexander alexandra alexandre
    alexia alexis alfie alfred ali alice alicia aline alison alix alizee allan aloys amandine amber ambre amel amelia amelie amina
    amine amir amy ana anais anastasia anatole andre andrea andreas andrew andy angela angele angelina angelique angus anissa anita
    ann anna annabelle anne annick annie anouk anthony antoine antoinette anton antonin antonio anya aoife apolline archie ariane
    ariel arlette arlo armand armelle arnaud arthur ashley asma assia astrid athenais aubin aude audrey augustin augustine aurelia
    aurelie aurelien auriane aurore axel axelle aymeric ayoub aziz baptiste barbara barnabe bastien beatrice beatrix bella ben
    benedicte benjamin benoit berenice bernadette bernard bertrand beth bethany betty bilal bill blaise blanche blandine bleuenn bob
    bobby boris boubacar brad brahim brandon brenda brian brice bridget brieuc brigitte bruce bruno bryan callum camille candice
    capucine cara carine carl carla carlos carly carol carole carolina caroline carrie cassandre catherine cathy cecile cecilia cedric
    celestin celia celine cesar chantal charlene charles charlie charline charlotte charly chelsea cheryl chloe chris christel
    christelle christian christiane christina christine christophe christopher ciara cindy claire clara clarisse claude claudia
    claudie claudine clemence clement clementine cleo clive cloe clotilde colette colin coline connor constance constantin coralie
    corentin corinne cormac courtney craig cynthia cyprien cyril cyrille daisy damian damien dan daniel daniela daniele danielle danny
    daphne darcy darren dave david davy dawn dean debbie deborah declan delphine denis denise dennis derek dermot diana diane didier
    dimitri djamel dominic dominique donald donna donovan dorian doriane doris dorothee dorothy douglas duncan dylan ed eddy edgar
    edith edmond edouard edward edwige eileen eilidh elaine eleanor elena eleonore eli elia elian eliane elias elie eliot eliott elisa
    elisabeth elise eliza elizabeth ella ellen ellie elliot elodie eloise elsa elsie elvire emeline emer emeric emile emilia emilie
    emilien emily emma emmanuel emmanuelle emmy enora enzo eric erica erik erika erin ernest erwan esme esteban estelle esther ethan
    etienne eugene eugenie eva evan evann eve evelyne evie ewan fabien fabienne fabio fabrice faith fanette fanny farah farid fatiha
    fatima fatou faustine felicia felicie felicity felix ferdinand fernand fernando finlay finn fiona firmin flavie flavien flavio
    fleur flora flore florence florent florentin florian fouad francesca francesco francine francis francisca francisco franck
    francois francoise frank fred freddy frederic frederick frederique freya gabin gabriel gabriela gabriele gabrielle gael gaelle
    gaetan gaetane gail gareth garry gary gaspard gaston gautier gavin gemma genevieve geoffrey geoffroy george georges georgia
    georgina geraint gerald geraldine gerard germain ghislain ghislaine gilbert gilles gillian gina gisele giulia glen glenn glenys
    gontran gordon grace graeme graham greg gregoire gregory guilhem guillaume guillemette gustave guy gwen gwenael gwenaelle
    gwendoline gwenn gwenola habib hafid hakim hamid hamish hanane hannah harold harriet harry harvey hassan hayley hazel heather
    hector heidi helen helena helene heloise henri henriette henry herve hicham hilary hippolyte holly honore hortense houria howard
    hubert hugh hugo hugues ian ibrahim ida igor ilona imane imogen ines ingrid iona irene iris isaac isabel isabella isabelle isaline
    isaure isla ismael ismail isobel issa ivan ivor jack jackie jacky jacob jacqueline jacques jade jake jamal james jamie jan jane
    janet janine jasmine jason jay jayne jean jeanette jeanine jeanne jeannine jeff jennifer jenny jeremie jeremy jerome jess jesse
    jessica jessie jill jim jimmy joachim joan joana joanna joanne joaquin joceline jocelyn jocelyne jodie joe joel joelle joey johan
    johann johanna john johnny jonas jonathan jordan jorge joris jose josee joseph josephine josette joshua josiane josie josselin
    josyane joy joyce juan judicael judith jules julia julian juliana juliane julie julien julienne juliette june justin justine kader
    kamel kara karen karim karima karine karl kate katherine kathleen kathryn katia katie katy kay kayla keira keith kelly ken kenneth
    kenny kenza kerry ketty kevin khadija khaled khalid kieran kilian kim kimberley kimberly kirsten kirsty kyle lachlan laetitia
    lahcen laila lambert lamine lana lara larry latifa laura laure laureen laurence laurene laurent laurette laurie laurine layla lea
    leah leandre leanne lee leila lena leo leon leonard leonie leonore leopold lesley leslie lewis liam lidia lila lilian liliane lily
    lina linda line lisa lise lison livia loan loic lois lola lorenzo lorine loris lorna lorraine lotfi lottie lou louane louis louisa
    louise louison louna luc luca lucas luciano lucie lucien lucienne lucile lucille lucy ludivine ludmila ludovic luis luke lydia
    lydie lynda lynn lynne mabel maddie madeleine mael maelle maelys maeva magali maggie mahe mairi maisie maite malcolm malik malika
    malo mamadou mandy manon manuel manuela marc marceau marcel marceline marcelle marcelline marco marcus margaret margaux margot
    marguerite maria mariam mariana mariane marianne marie marielle mariette marilou marilyne marin marina marine marinette mario
    marion marise marjolaine marjorie mark marlene martha marthe martin martine martyn mary maryam maryline marylise maryse maryvonne
    matheo mathias mathieu mathilde mathis mathurin matilda matilde matt matteo matthew matthias matthieu maud maura maureen maurice
    max maxence maxime maximilien maxine may maya mayeul mehdi melanie melina melissa melodie melody mercedes meryem mhairi mia micael
    michael michaela michel michele micheline michelle mick miguel mikael mike mila milan miles millie milo mireille miriam mohamed
    mohammad mohammed moira molly monia monica monique morgan morgane mounir mourad moussa muhammad muriel murielle mustafa mustapha
    mylene myriam nabil nadege nadia nadine nahel naima nancy nans naomi naoufel nassim natacha natalia natalie natasha nathalie
    nathan nathanael ned neil nelly nelson niamh nick nicky nicola nicolas nicole nigel nina nino ninon noa noah noe noel noelle
    noemie nolan nora norbert nordine norma norman nour noureddine oceane octave octavie odette odile oisin oliver olivia olivier
    olympe omar ophelie oriane orla oscar othmane otto ousmane owen pablo pacome paloma pamela pascal pascale pascaline pat patrice
    patricia patrick patsy paul paula paule paulette pauline paulo pedro peggy penelope perrine peter phil philip philippe phillip
    philomene phoebe pierre pierrette pierrick pippa poppy quentin rachael rachel rachid rachida rafael rafik raoul raphael raphaelle
    rayan raymond raymonde rebecca redouane regine regis remi remy renan renaud rene renee rhiannon rhys ricardo richard rita rob
    robbie robert roberto robin rod rodolphe rodrigue roger roland rolande romain roman romane romeo romuald ronald ronan ronnie rory
    rosa rosalie rose roselyne rosemary rosie rosine ross rowan roxane roy ruben rudy rupert russell ruth ryan sabine sabrina sacha
    sadie said salah salim sally salome salvatore sam samantha sami samia samir samira samuel samy sandie sandra sandrine sandy
    saoirse sara sarah sasha scott sean sebastian sebastien segolene selma serge sergio severine shane shannon sharon shaun sheena
    sheila shirley sian sibylle sidonie simon simone sinead siobhan sirine sixtine sofia sofiane solange solene solenne soline sonia
    sonya sophia sophie soraya souad stacey stan stanislas stefan stella stephan stephane stephanie stephen steve steven stewart
    stuart sue susan susannah suzanne suzie swann sybille sylvain sylvaine sylvestre sylvette sylviane sylvie tamara tamsin tancrede
    tanguy tania tara tarik tatiana ted teddy teresa terry tess tessa thais theo theodore theophile theresa therese thibaud thibault
    thibaut thierry thomas tiffany tilly tim timeo timothe timothee timothy tina titouan tobias toby todd tom tommy toni tony
    toussaint tracey tracy trevor trish tristan tugdual tyler ugo ulrich ulysse una urbain uriel ursula valentin valentine valeria
    valerie valery vanessa vera verity veronica veronique vicky victoire victor victoria vince vincent violaine violet violette
    virgile virginie vital vivian viviane vivien walter wassim wayne wendy werner wilfrid wilfried will william willy wilma winifred
    xavier yacine yael yaelle yanis yann yannick yasmina yasmine yassine yoan yoann yohan yohann yolande youcef younes youssef yvain
    yvan yves yvette yvon yvonne zachary zara zelie zineb zoe zoey zohra
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


def is_shared(local: str) -> bool:
    """Tell whether a mailbox is named for what it is for, and so for certain nobody's own."""
    words = [word for word in re.split(r"[._-]", unaccented(local.partition("+")[0]).strip("0123456789")) if word]
    return bool(words) and all(word in _ROLES or word in _LAST_RESORT for word in words)


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
