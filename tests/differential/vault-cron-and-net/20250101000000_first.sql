-- What Supabase's own extensions bring is not listed.
select vault.create_secret('x', 'name');
create extension if not exists pg_cron;
select cron.schedule('nightly', '0 0 * * *', 'select 1');
select cron.unschedule('nightly');
create extension if not exists pg_net;
create function ask() returns void language plpgsql as $$ begin perform net.http_post(url := 'http://localhost'); end $$;
create extension vector schema extensions;
create table documents (id int, embedding extensions.vector(3));
create index on documents using hnsw (embedding extensions.vector_cosine_ops);
