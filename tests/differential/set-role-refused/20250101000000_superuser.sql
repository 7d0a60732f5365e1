set role supabase_admin;
set local role supabase_admin;
select set_config('role', 'supabase_admin', true);
create table still_mine (id int);
do $$
begin
  execute 'set local role supabase_admin';
  create table as_admin (id int);
exception when insufficient_privilege then
  create table as_before (id int);
end $$;
set role service_role;
set role anon;
reset role;
create table mine_again (id int);
