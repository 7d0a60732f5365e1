-- pg_constraint.conkey: rows are compared column by column where = , <>, IS DISTINCT FROM and IN take them apart.
create table moves (
  a int, b int, c int, d int, e int, f int,
  constraint apart check ((a, c) is distinct from (b, d)),
  constraint same check ((c, a) = (d, b)),
  constraint other check ((d, a) <> (c, b)),
  constraint listed check ((f, a) in ((b, e), (d, c))),
  constraint both check ((f, c) = (e, d) and (b, a) is not distinct from (a, b)),
  constraint less check ((d, c) < (b, a)),
  constraint inner_rows check (f > 0 and (case when (e, c) = (b, d) then a else e end) > 0),
  constraint one check ((a, b) is not null)
);
