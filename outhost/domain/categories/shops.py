"""Shops for all but food: fashion, beauty, the home, leisure. How a line is written stands in `table.py`."""

from typing import Final

SHOPS: Final = """
barber, barber shop, barbershop, barbers
    | barbier, barber shop, coiffeur barbier, coiffeur pour hommes, barber
    | shop=hairdresser&hairdresser=barber shop=barber shop=hairdresser&male=yes&female=no overture=barber
hairdresser, hair salon, hair stylist, hairdressing salon, hairdressers
    | coiffeur, coiffeuse, salon de coiffure, coiffure, coiffeurs
    | shop=hairdresser craft=hairdresser overture=hair_salon overture=hair_stylist overture=barber naf=96.02A
nail salon, nail bar, manicure, nails
    | onglerie, prothésiste ongulaire, manucure, bar à ongles, ongles
    | beauty=nails shop=nails overture=nail_salon
tanning salon, solarium, sunbeds
    | solarium, centre de bronzage, bronzage
    | shop=beauty&beauty=tanning leisure=tanning_salon leisure=sauna&shop=beauty overture=tanning_salon
massage, massage salon, massage therapist, masseur
    | massage, salon de massage, masseur, masseuse, praticien massage
    | shop=massage shop=beauty&beauty=massage overture=massage overture=massage_therapy
spa, day spa, wellness centre, sauna, hammam
    | spa, centre de bien-être, institut de bien-être, hammam, sauna, bains
    | leisure=spa shop=beauty&beauty=spa leisure=sauna amenity=public_bath overture=spas overture=day_spa overture=health_spa naf=96.04Z
beauty salon, beautician, beauty parlour, beauty, aesthetician
    | institut de beauté, esthéticienne, esthétique, salon de beauté, centre esthétique, épilation
    | shop=beauty overture=beauty_salon overture=beauty_and_spa overture=skin_care overture=hair_removal overture=waxing
      overture=esthetician naf=96.02B
tattoo studio, tattoo, tattooist, tattoo parlour, tattoo artist
    | tatoueur, tatouage, salon de tatouage, pierceur, piercing
    | shop=tattoo shop=piercing overture=tattoo_and_piercing overture=tattoo overture=piercing
perfumery, perfume shop, perfume
    | parfumerie, parfumeur, parfums
    | shop=perfumery overture=perfume_store naf=47.75Z
cosmetics shop, cosmetics, make-up
    | cosmétiques, magasin de cosmétiques, maquillage, produits de beauté
    | shop=cosmetics overture=cosmetic_and_beauty_supplies overture=beauty_product_supplier naf=47.75Z
hairdressing supplies, wigs
    | fournitures de coiffure, perruques, matériel de coiffure
    | shop=hairdresser_supply shop=wigs overture=hair_supply_stores overture=wig_store
men's clothing, menswear, men's clothes, men's fashion
    | vêtements pour hommes, prêt-à-porter homme, mode homme
    | shop=clothes&clothes=men overture=mens_clothing_store
women's clothing, womenswear, women's clothes, women's fashion, ladies wear
    | vêtements pour femmes, prêt-à-porter femme, mode femme
    | shop=clothes&clothes=women overture=womens_clothing_store
children's clothing, baby shop, children's clothes, baby clothes
    | vêtements pour enfants, puériculture, magasin pour bébé
    | shop=clothes&clothes=children shop=baby_goods overture=childrens_clothing_store overture=baby_gear_and_furniture
lingerie, underwear
    | lingerie, sous-vêtements
    | shop=clothes&clothes=underwear shop=underwear overture=lingerie_store
bridal shop, wedding dresses, wedding shop
    | robes de mariée, robe de mariée, magasin de mariage
    | shop=wedding shop=clothes&clothes=wedding overture=bridal_shop
workwear, uniforms
    | vêtements de travail, vêtements professionnels, uniformes
    | shop=clothes&clothes=workwear overture=uniform_store
clothes shop, clothing, clothing store, clothes, fashion, fashion boutique, clothes store
    | prêt-à-porter, vêtements, magasin de vêtements, boutique de vêtements, mode, habillement
    | shop=clothes shop=boutique shop=fashion overture=clothing_store overture=boutique overture=fashion overture=mens_clothing_store
      overture=womens_clothing_store naf=47.71Z
shoe shop, shoes, shoe store
    | magasin de chaussures, chaussures, chausseur
    | shop=shoes overture=shoe_store naf=47.72A
leather goods, handbags, luggage, luggage shop
    | maroquinerie, maroquinier, sacs à main, bagagerie, bagages
    | shop=bag shop=leather craft=leather overture=leather_goods overture=luggage_store overture=handbag_stores naf=47.72B
hats, hat shop, milliner
    | chapellerie, chapelier, chapeaux, modiste
    | shop=hats shop=fashion_accessories&fashion_accessories=hats craft=hatter overture=hat_shop
fashion accessories, accessories
    | accessoires de mode, bijoux fantaisie
    | shop=fashion_accessories overture=fashion_accessories_store
jeweller, jewellery, jewelry store, jewelry, jewellers, jewellery shop
    | bijouterie, bijoutier, bijoutière, joaillerie, joaillier, bijoux, horlogerie bijouterie
    | shop=jewelry craft=jeweller overture=jewelry_store naf=47.77Z
fabric shop, haberdashery, fabrics, wool shop
    | mercerie, tissus, magasin de tissus, laine, mercière
    | shop=fabric shop=haberdashery shop=wool overture=fabric_store overture=knitting_supply naf=47.51Z
dry cleaner, dry cleaning, dry cleaners
    | pressing, nettoyage à sec, teinturerie, teinturier
    | shop=dry_cleaning overture=dry_cleaning naf=96.01B
laundry, laundrette, launderette, laundromat
    | laverie, blanchisserie, laverie automatique, laverie libre-service, blanchisseur
    | shop=laundry amenity=laundry overture=laundromat overture=laundry_services naf=96.01*
furniture shop, furniture, furniture store
    | magasin de meubles, meubles, ameublement, mobilier
    | shop=furniture overture=furniture_store naf=47.59A
bed shop, mattresses, beds, mattress store
    | literie, magasin de literie, matelas
    | shop=bed overture=mattress_store
carpets, carpet shop, rugs, carpet store
    | tapis, moquette, magasin de tapis
    | shop=carpet overture=carpet_store overture=rug_store naf=47.53Z
curtains, curtain shop, soft furnishings, household linen
    | rideaux, voilages, linge de maison, magasin de rideaux
    | shop=curtain shop=household_linen overture=linen overture=window_treatment_store naf=47.53Z
lighting shop, lighting, lamps
    | luminaires, magasin de luminaires, éclairage, lampes
    | shop=lighting overture=lighting_store
homeware, home decor, housewares, home accessories, kitchenware
    | décoration, magasin de décoration, arts de la table, articles de maison, vaisselle
    | shop=houseware overture=home_goods_store overture=home_decor overture=kitchen_supply_store naf=47.59B
household appliances, appliance shop, appliances, white goods
    | électroménager, magasin d'électroménager
    | shop=appliance overture=appliance_store naf=47.54Z
electronics shop, electronics, hi-fi, electronics store, tv shop
    | électronique, hi-fi, magasin d'électronique, multimédia, hifi
    | shop=electronics shop=hifi overture=electronics overture=audio_visual_equipment_store naf=47.43Z
mobile phone shop, mobile phones, phone shop, phone repair, cell phone store
    | téléphonie, magasin de téléphonie, réparation téléphone, réparation de smartphones, téléphones portables
    | shop=mobile_phone craft=mobile_phone_repair overture=mobile_phone_store overture=mobile_phone_repair naf=47.42Z
video games, video game shop, game shop
    | jeux vidéo, magasin de jeux vidéo
    | shop=video_games overture=video_game_store
florist, flower shop, flowers, florists
    | fleuriste, fleurs, artisan fleuriste
    | shop=florist craft=florist overture=florist overture=flowers_and_gifts_shop overture=floral_designer
garden centre, plant nursery, garden center, plants
    | jardinerie, pépinière, pépiniériste, plantes, horticulteur
    | shop=garden_centre landuse=plant_nursery overture=nursery_and_gardening naf=47.76Z naf=01.30Z
bookshop, bookstore, bookseller, books, book shop
    | librairie, libraire, livres, bouquiniste
    | shop=books overture=bookstore overture=used_bookstore naf=47.61Z
comic shop, comics
    | bandes dessinées, librairie bd, mangas
    | shop=comic shop=books&books=comics overture=comic_books_store
stationery, stationer, stationery shop
    | papeterie, papetier, fournitures de bureau, fournitures scolaires
    | shop=stationery overture=cards_and_stationery_store overture=business_office_supplies_and_stationery
newsagent, news stand, newsstand
    | maison de la presse, marchand de journaux, kiosque à journaux, tabac-presse, presse tabac
    | shop=newsagent shop=kiosk overture=newspaper_and_magazines_store naf=47.62Z
tobacconist, tobacco shop, tobacco
    | tabac, bureau de tabac, buraliste, bar-tabac, débit de tabac
    | shop=tobacco overture=tobacco_shop overture=tabac naf=47.26Z
e-cigarette shop, vape shop, vaping
    | cigarette électronique, magasin de cigarettes électroniques, vapoteuse
    | shop=e-cigarette overture=e_cigarette_store
toy shop, toys, toy store
    | magasin de jouets, jouets, jeux et jouets
    | shop=toys overture=toy_store naf=47.65Z
board games, hobby shop, model shop
    | jeux de société, loisirs créatifs, modélisme
    | shop=games shop=model shop=craft shop=hobby overture=hobby_shop overture=arts_and_crafts
art supplies, art shop
    | fournitures artistiques, beaux-arts, matériel de dessin
    | shop=art&art=supplies shop=art_supplies overture=art_supply_store
craft shop, handicrafts
    | artisanat, artisanat d'art
    | shop=handicraft overture=handicraft_shop overture=craft_shop
ticket shop, box office, tickets
    | billetterie, billets de spectacle
    | shop=ticket amenity=tickets overture=ticket_sales
vending machine, vending machines
    | distributeur automatique
    | amenity=vending_machine shop=vending_machine overture=vending_machine_supplier
gift shop, gifts, souvenirs, souvenir shop
    | cadeaux, magasin de souvenirs, boutique de cadeaux, idées cadeaux
    | shop=gift shop=souvenir overture=gift_shop overture=souvenir_shop
antiques, antique shop, antique dealer
    | antiquaire, antiquités, brocante, brocanteur, brocanteuse
    | shop=antiques overture=antique_store naf=47.79Z
second hand shop, charity shop, thrift store, vintage shop, second-hand
    | dépôt-vente, friperie, magasin d'occasion, ressourcerie, recyclerie, seconde main
    | shop=second_hand shop=charity overture=thrift_store overture=used_vintage_and_consignment naf=47.79Z
music shop, musical instruments, instrument shop, musical instrument shop
    | instruments de musique, magasin de musique, magasin d'instruments de musique
    | shop=musical_instrument overture=musical_instrument_store overture=guitar_store overture=piano_store
record shop, records, vinyl records
    | disquaire, disques, vinyles
    | shop=music overture=vinyl_record_store overture=music_and_dvd_store naf=47.63Z
sports shop, sporting goods, sports store, sportswear
    | magasin de sport, articles de sport, équipement sportif
    | shop=sports overture=sporting_goods overture=sports_wear naf=47.64Z
outdoor shop, camping shop, ski shop
    | matériel de randonnée, magasin de ski, location de skis, matériel de montagne
    | shop=outdoor shop=ski overture=outdoor_gear overture=ski_and_snowboard_shop
fishing tackle shop, fishing shop, hunting shop, gun shop, gunsmith
    | armurerie, armurier, magasin de pêche, chasse et pêche, articles de pêche
    | shop=fishing shop=hunting shop=weapons overture=hunting_and_fishing_supplies overture=gun_and_ammo
saddlery, riding equipment
    | sellerie, sellier, matériel d'équitation
    | shop=equestrian craft=saddler overture=horse_equipment_shop
pet shop, pet store, pet supplies, pets
    | animalerie, magasin pour animaux, accessoires pour animaux
    | shop=pet overture=pet_store overture=aquatic_pet_store
photographer, photo studio, photography, wedding photographer
    | photographe, studio photo, photographie, photographe de mariage
    | craft=photographer shop=photo shop=photo_studio overture=photographer overture=event_photography overture=session_photography
      overture=photography_store_and_services naf=74.20Z
camera shop, cameras
    | magasin de photo, appareils photo, matériel photo
    | shop=camera
party supplies, fancy dress, costume hire
    | articles de fête, déguisements, location de costumes, farces et attrapes
    | shop=party overture=party_supply overture=costume_store
erotic shop, sex shop, adult shop
    | sex-shop, love shop
    | shop=erotic overture=adult_store
religious shop, religious articles
    | articles religieux
    | shop=religion overture=religious_items
department store, department stores
    | grand magasin, grands magasins
    | shop=department_store overture=department_store naf=47.19*
discount store, variety store, pound shop
    | bazar, solderie, magasin discount, déstockage
    | shop=variety_store shop=discount overture=discount_store overture=outlet_store
shopping centre, shopping mall, mall, shopping center
    | centre commercial, galerie marchande
    | shop=mall overture=shopping_center
wholesaler, wholesale
    | grossiste, commerce de gros
    | shop=wholesale overture=wholesaler overture=wholesale_store naf=46.*
online shop, mail order
    | vente en ligne, vente par correspondance, e-commerce, boutique en ligne
    | shop=outpost overture=online_shop overture=e_commerce_service naf=47.91*
funeral director, undertaker, funeral home, funeral services
    | pompes funèbres, funérarium, marbrerie funéraire, entreprise de pompes funèbres
    | shop=funeral_directors overture=funeral_services_and_cemeteries overture=mortuary_services naf=96.03Z
lottery, betting shop, bookmaker
    | loterie, paris sportifs, pmu, française des jeux
    | shop=lottery shop=bookmaker overture=lottery_ticket overture=betting_center
astrologer, fortune teller, psychic
    | voyant, voyante, astrologue, médium
    | craft=astrologer shop=astrology overture=psychic overture=astrologer overture=fortune_telling_service
"""
