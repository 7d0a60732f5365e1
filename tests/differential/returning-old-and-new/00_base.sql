CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE old (id int);
UPDATE t AS new SET a = 1 RETURNING new.a;
