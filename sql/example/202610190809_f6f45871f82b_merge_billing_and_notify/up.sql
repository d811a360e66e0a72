-- revision: f6f45871f82b
-- parents: bf0ab4d95e5e, c198b5c808aa
-- message: Merge billing and notify
-- created: 2026-10-19T08:09:30Z

-- Nothing to run: the two branches touch no object in two ways.
