drop view account_overview;
