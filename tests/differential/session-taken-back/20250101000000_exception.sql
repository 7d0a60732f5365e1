-- What a block sets is taken back with it where its error is caught (PostgreSQL docs, 41.6.8).
create schema apart;
create table marks (n int primary key);
do $$
begin
  begin
    set local search_path = apart;
    set role authenticated;
    set check_function_bodies = off;
    raise exception 'x';
  exception when others then null;
  end;
  create table after_raise (id int);
  begin
    set search_path = apart;
    perform 1 / 0;
  exception when division_by_zero then
    create table in_handler (id int);
  end;
  create table after_division (id int);
  begin
    perform set_config('search_path', 'apart', false);
    execute 'create table marks (id int)';
    execute 'create table marks (id int)';
  exception when duplicate_table then
    execute 'create table in_second_handler (id int)';
  end;
  begin
    set local search_path = apart;
  exception when others then null;
  end;
  create table kept (id int);
end $$;
create table still_local (id int);
