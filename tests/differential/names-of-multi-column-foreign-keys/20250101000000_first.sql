-- All columns stand in the name of a foreign key.
create table regions (country text, code text, primary key (country, code));
create table towns (country text, region text, foreign key (country, region) references regions);
create table streets (c text, r text, foreign key (c, r) references regions (country, code) on delete cascade on update set null);
