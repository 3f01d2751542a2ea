"""Food: shops and markets where it is sold, and who makes it. How a line is written stands in `table.py`."""

from typing import Final

FOOD: Final = """
bakery, baker, bread shop
    | boulangerie, boulanger, boulangère, dépôt de pain, fournil, artisan boulanger
    | shop=bakery craft=bakery overture=bakery naf=10.71C naf=10.71B naf=47.24Z
pastry shop, pastry, cake shop, patisserie, pastry chef
    | pâtisserie, pâtissier, pâtissière, pâtissier chocolatier, gâteaux
    | shop=pastry overture=patisserie_cake_shop overture=cupcake_shop overture=custom_cakes_shop
      naf=10.71D
butcher, butchery, butcher shop, meat shop
    | boucherie, boucher, bouchère, boucherie charcuterie
    | shop=butcher overture=butcher_shop overture=meat_shop naf=47.22Z
pork butcher, charcuterie
    | charcuterie, charcutier, charcutière, charcuterie traiteur
    | shop=butcher&butcher=pork naf=10.13B
cheese shop, cheesemonger, cheese
    | fromagerie, fromager, fromagère, crèmerie, crémier, fromages
    | shop=cheese shop=dairy overture=cheese_shop overture=dairy_stores
fishmonger, fish shop, seafood market
    | poissonnerie, poissonnier, poissonnière, écailler
    | shop=seafood shop=fish overture=fishmonger overture=seafood_market naf=47.23Z
greengrocer, fruit and vegetables, fruit shop, vegetable shop
    | primeur, fruits et légumes, marchand de fruits et légumes, maraîcher primeur
    | shop=greengrocer overture=fruits_and_vegetables overture=greengrocer naf=47.21Z
delicatessen, deli, fine foods
    | épicerie fine, produits du terroir, produits régionaux
    | shop=deli overture=delicatessen overture=specialty_foods
chocolate shop, chocolatier, chocolate
    | chocolaterie, chocolatier, chocolatière, chocolats
    | shop=chocolate craft=chocolatier overture=chocolatier naf=10.82Z
confectioner, confectionery, sweet shop, candy store, candy shop, sweets
    | confiserie, confiseur, confiseuse, bonbons
    | shop=confectionery craft=confectionery overture=candy_store overture=japanese_confectionery_shop
wine shop, wine merchant, wine store
    | caviste, cave à vin, cave à vins, marchand de vin, négociant en vins
    | shop=wine overture=wine_wholesaler
off-licence, off licence, liquor store, bottle shop
    | vins et spiritueux, spiritueux, magasin d'alcool
    | shop=alcohol shop=wine overture=liquor_store overture=beer_wine_and_spirits naf=47.25Z
beverage shop, drinks shop, beverages
    | boissons, dépôt de boissons, magasin de boissons
    | shop=beverages overture=beverage_store naf=47.25Z
tea shop, tea merchant
    | magasin de thé, marchand de thé, comptoir de thé
    | shop=tea
coffee roaster, coffee roastery, coffee merchant
    | torréfacteur, torréfaction, brûlerie, magasin de café
    | shop=coffee craft=coffee_roaster overture=coffee_roastery overture=coffee_and_tea_supplies naf=10.83Z
supermarket, supermarkets, food supermarket
    | supermarché, grande surface alimentaire, supérette et supermarché
    | shop=supermarket overture=supermarket naf=47.11D
hypermarket, superstore
    | hypermarché
    | shop=supermarket&supermarket=hypermarket overture=superstore naf=47.11F
convenience store, convenience, corner shop, mini market, minimarket
    | supérette, commerce de proximité, magasin de proximité
    | shop=convenience overture=convenience_store naf=47.11C
grocer, grocery, grocery store
    | épicerie, épicier, épicière, alimentation générale
    | shop=convenience shop=grocery overture=grocery_store naf=47.11B
organic shop, organic food shop, health food shop, health food store, health foods
    | magasin bio, épicerie bio, supermarché bio, produits biologiques, magasin de produits bio
    | shop=health_food shop=supermarket&organic=only shop=convenience&organic=only shop=greengrocer&organic=only
      overture=organic_grocery_store overture=health_food_store
frozen food shop, frozen food, frozen foods
    | surgelés, magasin de surgelés, produits surgelés
    | shop=frozen_food overture=frozen_foods naf=47.11A
ice cream shop, ice cream, ice cream parlour, gelato, gelateria
    | glacier, marchand de glaces, glaces artisanales
    | amenity=ice_cream shop=ice_cream overture=ice_cream_shop overture=gelato overture=ice_cream_and_frozen_yoghurt
      overture=frozen_yoghurt_shop
spice shop, spices
    | épices, magasin d'épices
    | shop=spices overture=herb_and_spice_shop
pasta shop, fresh pasta
    | pâtes fraîches, magasin de pâtes fraîches
    | shop=pasta overture=pasta_shop
food market, market, farmers market, marketplace, street market
    | marché, marché alimentaire, halles, marché couvert
    | amenity=marketplace overture=farmers_market overture=public_market naf=47.81Z
farm shop, farm produce
    | vente à la ferme, magasin à la ferme, produits de la ferme, magasin de producteurs
    | shop=farm overture=honey_farm_shop
food wholesaler, food wholesale, cash and carry
    | grossiste alimentaire, grossiste en alimentation
    | shop=wholesale&wholesale=food overture=wholesale_grocer overture=food_beverage_service_distribution naf=46.3*
caterer, catering, catering service
    | traiteur, traiteur événementiel, service traiteur
    | craft=caterer shop=caterer overture=caterer naf=56.21Z
brewery, microbrewery, brewer
    | brasserie artisanale, brasseur, microbrasserie, micro-brasserie, fabrication de bière
    | craft=brewery man_made=brewery industrial=brewery overture=brewery naf=11.05Z
distillery, distiller
    | distillerie, distillateur
    | craft=distillery industrial=distillery overture=distillery naf=11.01Z
winery, wine estate, vineyard, winemaker
    | domaine viticole, viticulteur, viticultrice, vigneron, vigneronne, exploitation viticole, château viticole
    | craft=winery landuse=vineyard overture=winery naf=01.21Z naf=11.02B
beekeeper, beekeeping, honey
    | apiculteur, apicultrice, apiculture, miel, miellerie
    | craft=beekeeper overture=apiaries_and_beekeepers naf=01.49Z
oil mill, olive mill
    | moulin à huile, huilerie
    | craft=oil_mill overture=olive_oil naf=10.41A
cider maker, cidery
    | cidrerie
    | craft=cider overture=cidery naf=11.03Z
"""
