-- What a view reads is in pg_depend, by way of its rule in pg_rewrite.
create table contacts (id int primary key, email text, name text);
create view emails as select email from contacts;
create view names as select name from contacts;
create view both_of_them as select e.email, n.name from emails e, names n;
do $$
declare found record;
begin
  for found in
    select distinct v.oid::regclass as view
    from pg_depend d
    join pg_rewrite r on r.oid = d.objid
    join pg_class v on v.oid = r.ev_class
    join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where d.classid = 'pg_rewrite'::regclass
      and d.refobjid = 'contacts'::regclass
      and a.attname = 'email'
      and v.relkind = 'v'
  loop
    execute format('drop view %s cascade', found.view);
  end loop;
  alter table contacts alter column email type varchar(200);
end $$;
