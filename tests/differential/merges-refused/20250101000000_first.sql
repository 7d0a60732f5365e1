-- What MERGE reads.
create table notes (id int primary key, body text, at timestamptz);
create table drafts (id int, body text, size int);

merge into notes n using drafts d on n.id = d.id when matched then update set body = d.body when not matched then insert (id, body) values (d.id, d.body);
merge into notes n using drafts d on n.id = d.nothing when matched then delete;
merge into notes n using drafts d on n.id = d.id when matched and d.nothing > 1 then delete;
merge into notes n using drafts d on n.id = d.id when matched then update set body = d.nothing;
merge into notes n using drafts d on n.id = d.body when matched then delete;
merge into notes n using (select id, count(*) as size from drafts group by id) d on n.id = d.id when matched and d.size > 1 then do nothing when not matched then insert (id) values (d.id);
merge into notes using drafts on notes.id = drafts.id when matched and size > 3 then update set at = now() when matched then delete;
with x as (select 1 as id, 'a' as body) merge into notes n using x on n.id = x.id when not matched then insert values (x.id, x.body, now());
merge into notes n using drafts d on n.id = d.id when not matched by source then delete when not matched by target then insert (id) values (size);
