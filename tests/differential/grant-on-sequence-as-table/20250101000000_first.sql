-- GRANT ON TABLE takes sequences too.
create sequence s;
grant select, usage on s to anon;
grant insert on s to anon;
create table t (id serial);
grant usage, select on sequence t_id_seq to authenticated;
revoke all on t_id_seq from anon;
