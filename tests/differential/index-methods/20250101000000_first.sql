-- Access methods, operator classes, INCLUDE, NULLS NOT DISTINCT.
create table t (a int, b text, c jsonb, d int[], e tsvector, f int4range, g point);
create index on t using hash (b);
create index on t using gin (c, d);
create index on t using gist (f);
create index on t using brin (a);
create index on t using spgist (b);
create index on t (b text_pattern_ops desc nulls last) include (a);
create unique index on t (a) nulls not distinct;
create index on t using gin (to_tsvector('english', b));
create index on only t (a);
alter table t add exclude using gist (f with &&);
alter table t add constraint no_two exclude using gist (f with &&) where (a > 0);
