drop table cards;
drop table decks;
