-- How format_type spells the types.
create table samples (
  a int, b int8, c varchar(5), d varchar, e char, f char(3), g decimal(5,2), h float, i float(4), j bool,
  k timestamptz, l timestamp(3), m time, n text[], o int[][3], p interval year to month, q bit(4), r bit varying(5),
  s "char", t name, u timetz(2), v numeric, w real, x smallint, y interval(2), z national character varying(9)
);
