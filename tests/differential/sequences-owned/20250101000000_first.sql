-- Sequences and what owns them.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create sequence a;
create sequence b owned by contacts.age;
create sequence c as smallint increment 5 start 10;
alter sequence a owned by contacts.age;
alter sequence b restart with 5;
alter sequence a owned by contacts.nothing;
alter sequence nothing restart;
alter table contacts alter column age set default nextval('a');
alter table contacts drop column age;
