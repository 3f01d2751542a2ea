"""Dining: restaurants by their kitchens, cafés and bars. How a line is written stands in `table.py`."""

from typing import Final

DINING: Final = """
french restaurant, bistro, brasserie
    | restaurant français, bistrot, bistro, brasserie, restaurant traditionnel, restaurant gastronomique, gastronomique
    | amenity=restaurant&cuisine=french amenity=restaurant&cuisine=bistro amenity=restaurant&cuisine=regional overture=french_restaurant
      overture=bistro overture=brasserie
italian restaurant, trattoria
    | restaurant italien, trattoria, cuisine italienne
    | amenity=restaurant&cuisine=italian overture=italian_restaurant
pizzeria, pizza, pizza restaurant, pizza place
    | pizzeria, pizzas, pizzaiolo, pizza à emporter, camion à pizza
    | cuisine=pizza overture=pizza_restaurant overture=pizza_delivery_service
chinese restaurant, chinese takeaway
    | restaurant chinois, cuisine chinoise, traiteur chinois
    | amenity=restaurant&cuisine=chinese amenity=fast_food&cuisine=chinese overture=chinese_restaurant overture=dim_sum_restaurant
japanese restaurant
    | restaurant japonais, cuisine japonaise
    | amenity=restaurant&cuisine=japanese cuisine=ramen overture=japanese_restaurant
sushi, sushi restaurant, sushi bar
    | sushi, restaurant de sushi, bar à sushi
    | cuisine=sushi overture=sushi_restaurant
thai restaurant, thai takeaway
    | restaurant thaï, restaurant thaïlandais, cuisine thaïlandaise
    | amenity=restaurant&cuisine=thai amenity=fast_food&cuisine=thai overture=thai_restaurant
vietnamese restaurant
    | restaurant vietnamien, cuisine vietnamienne
    | amenity=restaurant&cuisine=vietnamese amenity=fast_food&cuisine=vietnamese overture=vietnamese_restaurant
korean restaurant
    | restaurant coréen, cuisine coréenne
    | amenity=restaurant&cuisine=korean overture=korean_restaurant
asian restaurant
    | restaurant asiatique, cuisine asiatique
    | amenity=restaurant&cuisine=asian amenity=fast_food&cuisine=asian overture=asian_restaurant overture=asian_fusion_restaurant
indian restaurant, curry house, indian takeaway
    | restaurant indien, restaurant pakistanais, cuisine indienne
    | amenity=restaurant&cuisine=indian amenity=fast_food&cuisine=indian cuisine=curry overture=indian_restaurant
      overture=pakistani_restaurant
lebanese restaurant, middle eastern restaurant
    | restaurant libanais, restaurant oriental, cuisine libanaise
    | amenity=restaurant&cuisine=lebanese amenity=fast_food&cuisine=lebanese amenity=restaurant&cuisine=arab overture=lebanese_restaurant
      overture=middle_eastern_restaurant
turkish restaurant
    | restaurant turc, cuisine turque
    | amenity=restaurant&cuisine=turkish overture=turkish_restaurant
moroccan restaurant, couscous
    | restaurant marocain, couscous, restaurant maghrébin
    | cuisine=moroccan cuisine=couscous overture=moroccan_restaurant
greek restaurant
    | restaurant grec, cuisine grecque
    | amenity=restaurant&cuisine=greek overture=greek_restaurant
spanish restaurant, tapas, tapas bar
    | restaurant espagnol, tapas, bar à tapas
    | amenity=restaurant&cuisine=spanish cuisine=tapas overture=spanish_restaurant overture=tapas_bar
portuguese restaurant
    | restaurant portugais, cuisine portugaise
    | amenity=restaurant&cuisine=portuguese overture=portuguese_restaurant
mexican restaurant, tex-mex
    | restaurant mexicain, cuisine mexicaine, tex mex
    | cuisine=mexican cuisine=tex-mex overture=mexican_restaurant overture=texmex_restaurant
american restaurant, diner
    | restaurant américain, diner
    | amenity=restaurant&cuisine=american overture=american_restaurant overture=diner
african restaurant
    | restaurant africain, cuisine africaine
    | amenity=restaurant&cuisine=african overture=african_restaurant overture=ethiopian_restaurant
caribbean restaurant
    | restaurant antillais, restaurant créole, cuisine créole
    | amenity=restaurant&cuisine=caribbean amenity=restaurant&cuisine=creole overture=caribbean_restaurant
seafood restaurant, fish restaurant
    | restaurant de fruits de mer, fruits de mer, restaurant de poisson
    | amenity=restaurant&cuisine=seafood amenity=restaurant&cuisine=fish overture=seafood_restaurant overture=fish_restaurant
steakhouse, steak house, grill
    | grill, restaurant grill, steakhouse, grillades
    | cuisine=steak_house cuisine=grill cuisine=barbecue overture=steakhouse overture=barbecue_restaurant
      overture=bar_and_grill_restaurant
vegetarian restaurant, vegan restaurant
    | restaurant végétarien, restaurant vegan, restaurant végan
    | amenity=restaurant&diet:vegetarian=only amenity=restaurant&diet:vegan=only cuisine=vegetarian cuisine=vegan
      overture=vegetarian_restaurant overture=vegan_restaurant
creperie, pancake house, crepes
    | crêperie, crêpes, galettes
    | cuisine=crepe cuisine=pancake overture=pancake_house
burger, burger restaurant, burger bar, hamburgers
    | burger, hamburger, restaurant de burgers
    | cuisine=burger overture=burger_restaurant
kebab, kebab shop, doner kebab
    | kebab, snack kebab, doner
    | cuisine=kebab overture=doner_kebab
fish and chips, chip shop, chippy
    | fish and chips, friterie, baraque à frites
    | cuisine=fish_and_chips cuisine=friture overture=fish_and_chips_restaurant overture=friterie
sandwich shop, sandwich bar, sandwiches
    | sandwicherie, sandwichs
    | cuisine=sandwich overture=sandwich_shop
fast food, takeaway, take away, fast food restaurant
    | restauration rapide, fast-food, snack, vente à emporter, snack-bar
    | amenity=fast_food overture=fast_food_restaurant overture=food_stand naf=56.10C
food truck, street food
    | food truck, camion restaurant, foodtruck
    | amenity=fast_food&street_vendor=yes overture=food_truck
canteen, cafeteria, self-service restaurant
    | cafétéria, cantine, restaurant d'entreprise, restauration collective
    | amenity=canteen amenity=food_court overture=cafeteria overture=canteen naf=56.10B naf=56.29B
coffee shop, coffee house
    | coffee shop
    | cuisine=coffee_shop overture=coffee_shop
cafe
    | café, cafés
    | amenity=cafe overture=cafe
tea room, tea house, tearoom
    | salon de thé, maison de thé
    | amenity=cafe&cuisine=tea shop=tea&amenity=cafe overture=tea_room
wine bar
    | bar à vin, bar à vins
    | amenity=bar&cuisine=wine overture=wine_bar
pub, public house, irish pub, gastropub
    | pub, pub irlandais, pub anglais
    | amenity=pub amenity=biergarten overture=pub overture=irish_pub overture=gastropub
cocktail bar
    | bar à cocktails
    | amenity=bar&cocktails=yes overture=cocktail_bar
bar, bars
    | bar, débit de boissons, bar-café, bars
    | amenity=bar overture=bar overture=beer_bar overture=sports_bar overture=lounge naf=56.30Z
nightclub, night club, disco
    | discothèque, boîte de nuit, night-club
    | amenity=nightclub overture=dance_club
shisha bar, hookah bar
    | bar à chicha, chicha
    | amenity=hookah_lounge overture=hookah_bar
juice bar, smoothie bar
    | bar à jus, smoothies
    | cuisine=juice overture=smoothie_juice_bar
restaurant
    | restaurant, resto, restaurateur, restauratrice, restauration
    | amenity=restaurant overture=restaurant naf=56.10A
"""
