-- Not-null constraints have names since PostgreSQL 18, and may not be inherited.
create table a (x int, y int not null no inherit, constraint xn not null x);
comment on constraint xn on a is null;
comment on constraint a_y_not_null on a is null;
comment on constraint zn on a is 'missing';
create table b () inherits (a);
create table c (x int not null, y int);
alter table c inherit a;
alter table a alter constraint a_y_not_null inherit;
create table d (x int, y int);
alter table d inherit a;
alter table a drop constraint xn;
create table e (x int, not null z);
create table f (x int not null);
alter table f add constraint fy not null x no inherit;
