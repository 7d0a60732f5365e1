-- ORDER BY, DISTINCT ON and GROUP BY know the names of output columns, where they stand alone.
create table contacts (id bigint generated always as identity primary key, age int, email text, city text);

create view distinct_on as select distinct on (id, stage) id, case when age > 17 then 'grown' else 'young' end as stage
from contacts order by id, stage;
create view distinct_on_alone as select distinct on (stage) id, lower(city) as stage from contacts order by stage, age;
create view distinct_on_number as select distinct on (2) id, lower(city) as stage from contacts;
create view distinct_on_expression as select distinct on (upper(stage)) id, lower(city) as stage from contacts;
create view distinct_on_nothing as select distinct on (nothing) id, lower(city) as stage from contacts;
create view distinct_on_table as select distinct on (contacts.stage) id, lower(city) as stage from contacts;
create view only_distinct as select distinct lower(city) as stage from contacts order by stage;
create view ordered as select id, lower(city) as stage from contacts order by stage desc nulls last;
create view ordered_by_expression as select id, lower(city) as stage from contacts order by upper(stage);
create view grouped as select lower(city) as stage, count(*) from contacts group by stage;
create view grouped_by_expression as select lower(city) as stage, count(*) from contacts group by upper(stage);
create view filtered as select id, lower(city) as stage from contacts where stage = 'x';
create view held as select lower(city) as stage, count(*) from contacts group by stage having stage = 'x';
create view windowed as select lower(city) as stage, row_number() over (order by stage) from contacts;
create view united as select id, lower(city) as stage from contacts union all select id, email from contacts order by stage;
create view with_ties as select id, age + 1 as next from contacts order by next fetch first 3 rows with ties;
create function latest() returns setof bigint language sql as $$
  select id from (select distinct on (stage) id, lower(city) as stage from contacts order by stage, id) as each
$$;
create function of_nothing() returns setof bigint language sql as $$
  select distinct on (nothing) id from contacts
$$;
