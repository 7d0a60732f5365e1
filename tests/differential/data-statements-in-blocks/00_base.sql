CREATE TYPE mood AS ENUM ('calm', 'sad');
CREATE TABLE t (id int PRIMARY KEY, name text NOT NULL, at timestamptz DEFAULT now(), m mood, twice int GENERATED ALWAYS AS (id * 2) STORED, code varchar(3));
CREATE TABLE u (id int PRIMARY KEY, t_id int REFERENCES t);
INSERT INTO t (id, name) VALUES (1, 'one');
