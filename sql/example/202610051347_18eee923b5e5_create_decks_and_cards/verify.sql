insert into users (id, email, display_name)
values ('00000000-0000-4000-8000-00000000000a', 'verify@example.invalid', 'Verify');

insert into decks (id, owner_id, title, updated_at)
values ('00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000a', 'Capitals', '2000-01-01');

insert into cards (deck_id, ordinal, front, back, updated_at)
values
  ('00000000-0000-4000-8000-00000000000b', 1, 'France', 'Paris', '2000-01-01'),
  ('00000000-0000-4000-8000-00000000000b', 2, 'Japan', 'Tokyo', '2000-01-01');

update decks set is_public = true where id = '00000000-0000-4000-8000-00000000000b';
update cards set ordinal = 3 - ordinal where deck_id = '00000000-0000-4000-8000-00000000000b';

select
  (
    select updated_at = now() from decks where id = '00000000-0000-4000-8000-00000000000b'
  ) as updated_at_of_a_deck_follows_an_update,
  (
    select bool_and(updated_at = now()) from cards where deck_id = '00000000-0000-4000-8000-00000000000b'
  ) as updated_at_of_a_card_follows_an_update,
  (
    select array_agg(front order by ordinal) = array['Japan', 'France']
    from cards
    where deck_id = '00000000-0000-4000-8000-00000000000b'
  ) as one_update_swaps_two_cards;

do $$
begin
  insert into decks (owner_id, title) values ('00000000-0000-4000-8000-00000000000a', 'CAPITALS');
  raise exception 'one owner has two decks of the same title';
exception
  when unique_violation then null;
end
$$;

do $$
begin
  insert into cards (deck_id, ordinal, front, back) values ('00000000-0000-4000-8000-00000000000b', 3, ' ', 'Oslo');
  raise exception 'a card without a front was accepted';
exception
  when check_violation then null;
end
$$;

do $$
begin
  update cards set ordinal = 1 where deck_id = '00000000-0000-4000-8000-00000000000b';
  raise exception 'two cards have one place';
exception
  when unique_violation then null;
end
$$;

delete from users where id = '00000000-0000-4000-8000-00000000000a';

select
  not exists (
    select from cards where deck_id = '00000000-0000-4000-8000-00000000000b'
  ) as cards_go_with_their_owner,
  (
    select indisvalid and pg_get_expr(indpred, indrelid) = '(suspended_at IS NULL)'
    from pg_index
    where indexrelid = to_regclass('cards_due_idx')
  ) as the_index_of_due_cards_is_partial,
  (
    select indisvalid and pg_get_expr(indpred, indrelid) = 'is_public'
    from pg_index
    where indexrelid = to_regclass('decks_public_idx')
  ) as the_index_of_public_decks_is_partial;
