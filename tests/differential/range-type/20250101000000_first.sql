-- A range type brings a multirange and constructors.
create type money_range as range (subtype = numeric);
create table offers (r money_range, m money_multirange);
drop type money_range;
