CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TYPE mood AS ENUM ('calm');
CREATE TABLE m (id int PRIMARY KEY, m mood);
