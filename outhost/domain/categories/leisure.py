"""Leisure: where one sleeps, plays, moves, learns to dance, looks and listens. How a line is written stands in `table.py`."""

from typing import Final

LEISURE: Final = """
hotel, hotels
    | hôtel, hôtels, hôtellerie
    | tourism=hotel overture=hotel naf=55.10Z
motel
    | motel
    | tourism=motel overture=motel
bed and breakfast, b&b, guest house, guesthouse
    | chambre d'hôtes, chambres d'hôtes, maison d'hôtes, chambre d'hôte
    | tourism=guest_house tourism=bed_and_breakfast overture=bed_and_breakfast overture=guest_house overture=inn
hostel, youth hostel, backpackers
    | auberge de jeunesse, hostel, auberge
    | tourism=hostel overture=hostel
holiday rental, holiday cottage, self catering, holiday home, vacation rental, gite
    | gîte, gîte rural, location de vacances, location saisonnière, meublé de tourisme, gîtes
    | tourism=apartment tourism=chalet overture=holiday_rental_home overture=cottage overture=cabin overture=self_catering_accommodation
      overture=vacation_rental_agents naf=55.20Z
campsite, camping, campground, camp site, caravan site
    | camping, terrain de camping, aire de camping-car, campings
    | tourism=camp_site tourism=caravan_site overture=campground overture=rv_park naf=55.30Z
holiday village, holiday resort, resort
    | village vacances, résidence de tourisme, village de vacances
    | leisure=resort tourism=resort overture=resort overture=holiday_park
mountain hut, alpine hut
    | refuge, refuge de montagne
    | tourism=alpine_hut tourism=wilderness_hut overture=mountain_huts
gym, fitness centre, fitness, fitness center, health club
    | salle de sport, salle de fitness, club de fitness, musculation, salle de musculation, remise en forme
    | leisure=fitness_centre leisure=sports_centre&sport=fitness overture=gym overture=health_and_wellness_club naf=93.13Z
crossfit, crossfit box
    | crossfit, salle de crossfit
    | sport=crossfit
personal trainer, fitness trainer, sports coach
    | coach sportif, préparateur physique, coach fitness
    | office=coach&coach=sport overture=fitness_trainer overture=sports_and_fitness_instruction
yoga, yoga studio, yoga class
    | yoga, cours de yoga, studio de yoga, professeur de yoga
    | sport=yoga overture=yoga_studio overture=yoga_instructor
pilates, pilates studio
    | pilates, studio pilates
    | sport=pilates overture=pilates_studio
martial arts, judo, karate, martial arts club, boxing club
    | arts martiaux, judo, karaté, club de judo, boxe, club de boxe
    | sport=martial_arts sport=judo sport=karate sport=boxing sport=aikido sport=taekwondo overture=martial_arts_club overture=karate_club
      overture=boxing_gym overture=boxing_club overture=boxing_class
climbing centre, climbing gym, climbing wall
    | salle d'escalade, escalade, mur d'escalade, bloc d'escalade
    | leisure=sports_centre&sport=climbing leisure=sports_hall&sport=climbing overture=rock_climbing_gym
swimming pool, swimming baths, lido, aquatic centre
    | piscine, centre aquatique, piscine municipale
    | leisure=swimming_pool&access=yes leisure=sports_centre&sport=swimming leisure=water_park overture=swimming_pool
tennis club, tennis, tennis court
    | club de tennis, tennis, padel, squash
    | club=sport&sport=tennis leisure=sports_centre&sport=tennis leisure=sports_centre&sport=padel overture=tennis_court
      overture=squash_court
golf course, golf club, golf
    | golf, club de golf, parcours de golf
    | leisure=golf_course sport=golf&club=sport overture=golf_course overture=golf_club
miniature golf, minigolf, crazy golf
    | minigolf, golf miniature
    | leisure=miniature_golf overture=miniature_golf_course
football club, soccer club
    | club de football, club de foot
    | club=sport&sport=soccer leisure=sports_centre&sport=soccer overture=soccer_club overture=football_club
rugby club
    | club de rugby
    | club=sport&sport=rugby club=sport&sport=rugby_union overture=rugby_stadium
riding school, horse riding, equestrian centre, riding stables
    | centre équestre, équitation, poney-club, club hippique, écurie
    | leisure=horse_riding sport=equestrian&leisure=sports_centre amenity=stables overture=horse_riding overture=horseback_riding_service
      overture=equestrian_facility overture=horse_boarding
sailing club, sailing school, yacht club
    | club de voile, école de voile, centre nautique, yacht club
    | club=sailing sport=sailing overture=sailing_club overture=boat_rental_and_training
diving centre, diving school, scuba diving
    | club de plongée, centre de plongée, plongée sous-marine
    | shop=scuba_diving sport=scuba_diving amenity=dive_centre overture=scuba_diving_center overture=diving_center overture=dive_shop
surf school, surf shop, surfing
    | école de surf, magasin de surf, surf shop
    | shop=surf sport=surfing overture=surf_shop overture=surfing overture=surfing_school
ski school, ski resort
    | école de ski, station de ski
    | amenity=ski_school sport=skiing&amenity=school landuse=winter_sports overture=ski_resort overture=ski_and_snowboard_school
bowling, bowling alley
    | bowling, bowlings
    | leisure=bowling_alley overture=bowling_alley
karting, go-karting, go-kart track
    | karting, piste de karting
    | sport=karting overture=go_kart_club overture=go_kart_track
paintball, laser tag, laser game
    | paintball, laser game
    | sport=paintball sport=laser_tag overture=paintball overture=laser_tag
ice rink, ice skating
    | patinoire, patinage
    | leisure=ice_rink overture=ice_skating_rink
escape room, escape game
    | escape game, jeu d'évasion
    | leisure=escape_game overture=escape_rooms
trampoline park, indoor play centre, soft play, playground
    | parc de jeux, trampoline, plaine de jeux, parc de trampolines, aire de jeux couverte
    | leisure=trampoline_park leisure=indoor_play overture=trampoline_park overture=indoor_playcenter overture=kids_recreation_and_party
amusement arcade, pool hall, billiards
    | salle de jeux, billard, salle d'arcade
    | leisure=amusement_arcade sport=billiards overture=arcade overture=pool_billiards overture=pool_and_billiards
theme park, amusement park
    | parc d'attractions, parc de loisirs
    | tourism=theme_park overture=amusement_park overture=water_park naf=93.21Z
adventure park, high ropes course
    | accrobranche, parcours aventure, parc accrobranche
    | sport=climbing_adventure leisure=adventure_park overture=ziplining_center overture=adventure_sports_center
zoo, aquarium, wildlife park
    | zoo, parc animalier, parc zoologique, aquarium
    | tourism=zoo tourism=aquarium overture=zoo overture=aquarium
casino
    | casino, casinos
    | amenity=casino overture=casino naf=92.00Z
sports centre, leisure centre, sports hall, sports complex, stadium
    | complexe sportif, gymnase, stade, centre sportif
    | leisure=sports_centre leisure=sports_hall leisure=stadium overture=sports_and_recreation_venue overture=stadium_arena naf=93.11Z
sports club, sports association
    | club de sport, club sportif, association sportive, clubs de sport
    | club=sport overture=sports_club_and_league naf=93.12Z
dance school, dance studio, dance class, ballet school
    | école de danse, cours de danse, studio de danse, danse
    | leisure=dance amenity=dancing_school overture=dance_school
music school, music lessons, conservatoire, music teacher
    | école de musique, conservatoire, cours de musique, professeur de musique, conservatoire de musique
    | amenity=music_school overture=music_school
art school, drawing school, art lessons
    | école d'art, cours de dessin, école des beaux-arts, atelier d'art
    | amenity=art_school overture=art_school naf=85.52Z
cooking school, cookery school, cooking classes
    | école de cuisine, cours de cuisine
    | amenity=cooking_school overture=cooking_school overture=cooking_classes
cinema, movie theater, movie theatre
    | cinéma, cinémas
    | amenity=cinema overture=cinema naf=59.14Z
theatre, theater, playhouse
    | théâtre, théâtres, café-théâtre
    | amenity=theatre overture=theatre overture=theaters_and_performance_venues
concert hall, music venue, live music venue
    | salle de concert, salle de spectacle, salle de concerts
    | amenity=music_venue amenity=concert_hall amenity=theatre&theatre:genre=philharmonic overture=music_venue
      overture=topic_concert_venue naf=90.04Z
museum, museums
    | musée, musées
    | tourism=museum overture=museum overture=art_museum overture=history_museum naf=91.02Z
art gallery, gallery
    | galerie d'art, galerie, galeriste
    | tourism=gallery shop=art overture=art_gallery
artist, artist studio, artists studio
    | artiste, atelier d'artiste, artiste peintre, sculpteur, plasticien
    | craft=artist craft=sculptor overture=commissioned_artist naf=90.03*
library, libraries, public library
    | bibliothèque, médiathèque
    | amenity=library overture=library naf=91.01Z
cultural centre, arts centre, cultural center
    | centre culturel, espace culturel, maison de la culture
    | amenity=arts_centre overture=cultural_center
DJ, musician, entertainer, disc jockey
    | DJ, musicien, animateur, animation de soirées, orchestre
    | craft=musician overture=dj_service overture=musician overture=magician naf=90.01Z
event venue, function room, conference centre, wedding venue
    | salle de réception, salle des fêtes, lieu de réception, salle de mariage, centre de congrès, location de salle
    | amenity=events_venue amenity=conference_centre amenity=exhibition_centre overture=venue_and_event_space
      overture=exhibition_and_trade_center
tourist attraction, tourist attractions, monument, castle
    | site touristique, monument historique, château, attraction touristique, monument
    | tourism=attraction historic=castle historic=monument overture=landmark_and_historical_building overture=castle overture=monument
      naf=91.03Z
tourist information, tourist office, visitor centre
    | office de tourisme, syndicat d'initiative, point d'information touristique
    | tourism=information&information=office tourism=information&information=visitor_centre overture=visitor_center naf=79.90Z
park, public garden, botanical garden
    | parc, jardin public, jardin botanique
    | leisure=park leisure=garden overture=park overture=botanical_garden
internet cafe, cyber cafe
    | cybercafé
    | amenity=internet_cafe overture=internet_cafe
strip club, adult entertainment
    | club de striptease, club libertin
    | amenity=stripclub amenity=swingerclub overture=strip_club overture=adult_entertainment
"""
