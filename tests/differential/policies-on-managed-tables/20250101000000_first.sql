-- Policies on storage.objects and realtime.messages.
create policy "avatars are public" on storage.objects for select using (bucket_id = 'avatars');
create policy "own files" on storage.objects for insert to authenticated
  with check (bucket_id = 'files' and (storage.foldername(name))[1] = auth.uid()::text);
create policy topics on realtime.messages for select to authenticated using (realtime.topic() = 'x');
drop policy if exists "avatars are public" on storage.objects;
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
