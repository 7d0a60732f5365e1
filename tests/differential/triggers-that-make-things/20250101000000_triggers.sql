create table events (id int, tenant text, n int default 0) partition by list (tenant);
create table tenants (id int primary key, name text);
create function public.add_partition() returns trigger language plpgsql as $$
begin
  execute format('create table if not exists %I partition of public.events for values in (%L)', 'events_' || new.name, new.name);
  return new;
end $$;
create trigger adds after insert on tenants for each row execute function add_partition();
insert into tenants (id, name) values (1, 'one'), (2, 'two');
insert into tenants values (3, 'three');
create table plain (id int);
create table said (what text);
create function public.once() returns trigger language plpgsql as $$
begin
  execute format('create table if not exists %I (id int)', lower(tg_op) || '_' || tg_table_name);
  return null;
end $$;
create trigger by_statement after insert or update or delete on plain for each statement execute function once();
insert into plain select 1;
update plain set id = 2;
do $$ begin delete from plain; end $$;
create function public.notes() returns trigger language plpgsql as $$
begin insert into said values (new.id::text); perform pg_notify('x', 'y'); return new; end $$;
create trigger only_rows before insert on plain for each row execute function notes();
insert into plain values (1);
alter table tenants disable trigger adds;
insert into tenants values (4, 'four');
alter table tenants enable trigger adds;
do $$ begin insert into tenants values (5, 'five'); end $$;
create function public.refuses() returns trigger language plpgsql as $$
begin if new.id is null then raise exception 'no'; end if; perform public.make_for(new.id); return new; end $$;
create function public.make_for(id int) returns void language plpgsql as $$
begin execute 'create table made_for_' || id || ' (id int)'; end $$;
create trigger calls before insert on said for each row execute function once();
create table called (id int);
create trigger refuses before insert on called for each row execute function refuses();
insert into called values (7);
