-- Less usual types.
create table samples (
  a uuid, b inet, c cidr, d macaddr, e json, f jsonb, g bytea, h tsvector, i tsquery, j xml, k money, l point, m box,
  n int4range, o tstzrange[], p regclass, q oid, r bit, s pg_lsn, t int4multirange, u interval day to second(3), v jsonpath
);
