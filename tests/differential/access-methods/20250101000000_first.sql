create access method own type index handler bthandler;
create operator family own_ops using btree;
create operator class own_ops for type int using btree as operator 1 <;
drop operator class own_ops using btree;
drop operator family if exists own_ops using btree;
drop access method own;
