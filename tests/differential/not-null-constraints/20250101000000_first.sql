-- Named and unvalidated NOT NULL: since PostgreSQL 18.
create table t (a int constraint given not null, b int);
alter table t add constraint b_given not null b not valid;
alter table t drop constraint given;
create table u (a int primary key);
alter table u drop constraint u_pkey;
