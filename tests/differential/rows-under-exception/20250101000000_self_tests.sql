-- Data statements that are to fail, and whose block goes on.
create domain positive as int check (value > 0);
create table parents (id int primary key);
create table t (id int unique check (id > 0), c text not null, p int references parents, d positive);
do $$
declare refused boolean := false;
begin
  begin
    insert into t values (-1, 'x');
    raise exception 'a check was passed';
  exception when check_violation then null;
  end;
  begin
    insert into t values (1, null);
    raise exception 'a null was taken';
  exception when not_null_violation then refused := true;
  end;
  if not refused then
    raise exception 'not refused';
  end if;
  begin
    execute 'insert into t values (1, ''x'', 7)';
    raise exception 'a key was passed';
  exception when foreign_key_violation then null;
  end;
  begin
    insert into t values (1, 'x', null, -1);
    raise exception 'a domain was passed';
  exception when integrity_constraint_violation then null;
  end;
  begin
    update t set c = null where id = 1;
    delete from parents;
  exception when others then
    raise exception 'nothing was there';
  end;
  create table checked (id int);
end $$;
do $$
declare found_one t; n int;
begin
  begin
    select * into strict found_one from t where id = 99;
    raise exception 'found';
  exception when no_data_found then null;
  end;
  begin
    execute 'select id from t where id = 99' into strict n;
    raise exception 'found';
  exception when no_data_found or too_many_rows then null;
  end;
  begin
    update t set c = 'y' where id = 99 returning id into strict n;
    raise exception 'found';
  exception when no_data_found then null;
  end;
  create table looked_up (id int);
end $$;
