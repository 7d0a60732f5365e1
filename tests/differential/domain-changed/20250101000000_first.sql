-- Domains with constraints, and what may be done to them.
create domain percent as numeric(5,2) default 0 check (value between 0 and 100);
create table t (p percent, q percent not null);
alter domain percent add constraint sane check (value <> 13);
alter domain percent set not null;
alter domain percent drop constraint sane;
alter domain percent drop constraint sane;
alter domain percent rename to share;
drop domain share;
