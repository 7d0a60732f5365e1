-- pg-delta: transaction=false
alter type mood add value 'bad';
alter table people alter column feels set default 'bad';
alter table parts detach partition part_1 concurrently;
drop table part_1;
