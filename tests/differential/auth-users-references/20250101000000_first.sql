-- Tables that refer to auth.users, and triggers on it.
create table profiles (id uuid primary key references auth.users on delete cascade, email text);
create function handle_new_user() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profiles (id, email) values (new.id, new.email);
  return new;
end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute function handle_new_user();
create view people as select u.id, u.email from auth.users u;
create policy own on profiles using ((select auth.uid()) = id);
insert into auth.users (id, email) values (gen_random_uuid(), 'a@example.com');
