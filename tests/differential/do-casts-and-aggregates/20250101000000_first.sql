-- Casts, and aggregates over the rows of a query.
create table answers ();

do $$
declare
  answers text[] := array[
    ('tru'::text::bool)::text,
    ('yes'::bool)::text,
    ('of'::bool)::text,
    (1::bool)::text,
    (true::int)::text,
    ('5'::int)::text,
    (' 5 '::text::int)::text,
    ('5.5'::numeric)::text,
    (2.5::int)::text,
    (3.5::int)::text,
    ((-2.5)::int)::text,
    (2.4::int)::text,
    ('abcdef'::varchar(3))::text,
    ('abcdef'::text::varchar(3))::text,
    ('abcdef'::char(2))::text,
    ('5'::oid)::text,
    (5::text)::text,
    ('1'::int = '01'::int)::text,
    (2 = ANY ('{}'::int[]))::text,
    (2 = ALL ('{}'::int[]))::text,
    (NULL::bool IS UNKNOWN)::text,
    ((SELECT array_agg(x) FROM unnest(ARRAY[]::int[]) x))::text,
    ((SELECT bool_and(x) FROM unnest(ARRAY[NULL]::bool[]) x))::text,
    ((SELECT sum(x) FROM unnest(ARRAY[]::int[]) x))::text,
    ((SELECT string_agg(x::text, ',') FROM generate_series(1, 3) x))::text,
    ((SELECT string_agg(x::text, ',') FROM generate_series(3, 1) x))::text,
    ((SELECT string_agg(x::text, ',') FROM generate_series(3, 1, -1) x))::text,
    ((SELECT string_agg(x::text, ',') FROM generate_series(1, 6, 2) x))::text,
    ((SELECT string_agg(x::text, ',') FROM unnest(ARRAY[[1,2],[3,4]]) x))::text,
    ((SELECT count(*) FROM unnest('{a,b}'::text[]) x))::text,
    ('public'::regnamespace)::text,
    ('pg_class'::regclass)::text,
    ((SELECT string_agg(x, ',') FROM unnest(ARRAY['b','a','b']) x))::text,
    ((SELECT string_agg(DISTINCT x, ',') FROM unnest(ARRAY['b','a','b']) x))::text,
    ((SELECT string_agg(DISTINCT x, ',' ORDER BY x DESC) FROM unnest(ARRAY['b','a','c']) x))::text,
    ((SELECT string_agg(x, ',' ORDER BY x DESC) FROM unnest(ARRAY['b','a','c']) x))::text,
    ((SELECT array_agg(DISTINCT x) FROM unnest(ARRAY[3,1,3]) x))::text,
    ((SELECT array_agg(x ORDER BY x NULLS FIRST) FROM unnest(ARRAY[3,NULL,1]) x))::text,
    ((SELECT array_agg(x ORDER BY x DESC NULLS LAST) FROM unnest(ARRAY[3,NULL,1]) x))::text,
    ((SELECT array_agg(x ORDER BY x DESC) FROM unnest(ARRAY[3,NULL,1]) x))::text,
    ((SELECT array_agg(x ORDER BY x) FROM unnest(ARRAY[3,NULL,1]) x))::text,
    ((SELECT array_agg(x) FROM unnest(ARRAY[]::int[]) x))::text,
    ((SELECT count(*) FROM unnest(ARRAY[1,NULL]) x))::text,
    ((SELECT count(x) FROM unnest(ARRAY[1,NULL]) x))::text,
    ((SELECT count(DISTINCT x) FROM unnest(ARRAY[1,1,NULL]) x))::text,
    ((SELECT bool_and(x) FROM unnest(ARRAY[true,NULL]) x))::text,
    ((SELECT bool_or(x) FROM unnest(ARRAY[false,NULL]) x))::text,
    ((SELECT bool_and(x) FROM unnest(ARRAY[NULL]::bool[]) x))::text,
    ((SELECT max(x) FROM unnest(ARRAY[1,3,2]) x))::text,
    ((SELECT min(x) FROM unnest(ARRAY['b','a']) x))::text,
    ((SELECT sum(x) FROM unnest(ARRAY[1,2]) x))::text,
    ((SELECT sum(x) FROM unnest(ARRAY[]::int[]) x))::text,
    ((SELECT string_agg(x::text, ',') FROM generate_series(1, 3) x))::text,
    ((SELECT string_agg(x::text, ',') FROM generate_series(3, 1) x))::text,
    ((SELECT string_agg(x::text, ',') FROM generate_series(3, 1, -1) x))::text,
    ((SELECT string_agg(x::text, ',') FROM generate_series(1, 6, 2) x))::text,
    ((SELECT string_agg(x::text, ',') FROM unnest(ARRAY[[1,2],[3,4]]) x))::text,
    ((SELECT count(*) FROM unnest('{a,b}'::text[]) x))::text,
    ((SELECT string_agg(x, '|') FROM string_to_table('a,b', ',') x))::text,
    ((SELECT string_agg(x, '|') FROM string_to_table('ab', NULL) x))::text,
    ((SELECT string_agg(x, '|') FROM string_to_table('ab', '') x))::text,
    ((SELECT string_agg(x, '|') FROM string_to_table('', ',') x))::text,
    ((SELECT x FROM unnest(ARRAY['b','a']) x ORDER BY x LIMIT 1))::text,
    ((SELECT x FROM unnest(ARRAY['b','a']) x ORDER BY 1 OFFSET 1))::text,
    ((SELECT count(*) FROM (SELECT DISTINCT x FROM unnest(ARRAY[1,1,2]) x) s))::text,
    ((SELECT count(*) FROM (SELECT 1 UNION ALL SELECT 1) s))::text,
    ((SELECT count(*) FROM (VALUES (1),(2)) v))::text,
    ((SELECT string_agg(x || y, ',') FROM unnest(ARRAY['a','b']) x, unnest(ARRAY['c','d']) y))::text,
    ((SELECT count(*) FROM unnest(ARRAY[1,2]) x LEFT JOIN unnest(ARRAY[2,3]) y ON x = y))::text
  ];
begin
  for i in 1..array_length(answers, 1) loop
    execute format('alter table answers add column %I text', i || ' ' || coalesce(answers[i], 'null'));
  end loop;
end $$;

-- Each of these is an error.
do $$ begin perform (SELECT string_agg(x::text, ',') FROM generate_series(1, 3, 0) x); end $$;
do $$ begin perform (SELECT string_agg(x::text, ',') FROM generate_series(1, 3, 0) x); end $$;
