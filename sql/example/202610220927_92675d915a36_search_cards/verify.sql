insert into users (id, email, display_name)
values ('00000000-0000-4000-8000-00000000000a', 'verify@example.invalid', 'Verify');

insert into decks (id, owner_id, title)
values ('00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000a', 'Capitals');

insert into cards (deck_id, ordinal, front, back)
values
  ('00000000-0000-4000-8000-00000000000b', 1, 'In which country is Oslo?', 'Norway'),
  ('00000000-0000-4000-8000-00000000000b', 2, 'What is the capital of Norway?', 'Oslo');

select (
  select array_agg(ordinal order by ts_rank(search, query) desc) = array[2, 1]
  from cards, websearch_to_tsquery('simple', 'norway') as query
  where deck_id = '00000000-0000-4000-8000-00000000000b' and search @@ query
) as the_front_weighs_more;

update cards set back = 'Bergen' where deck_id = '00000000-0000-4000-8000-00000000000b' and ordinal = 2;

select
  (
    select count(*) = 1
    from cards
    where deck_id = '00000000-0000-4000-8000-00000000000b' and search @@ to_tsquery('simple', 'bergen')
  ) as the_words_follow_an_update,
  (
    select indisvalid from pg_index where indexrelid = to_regclass('cards_search_idx')
  ) as the_index_stands;
