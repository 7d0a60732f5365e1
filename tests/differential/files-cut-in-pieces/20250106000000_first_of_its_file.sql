alter table parts detach partition part_3 concurrently;
drop table part_3;
