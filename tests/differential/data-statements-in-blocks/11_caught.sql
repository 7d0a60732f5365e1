DO $$ BEGIN UPDATE t SET title = 'x'; EXCEPTION WHEN undefined_column THEN CREATE TABLE caught (a int); END $$;
DROP TABLE caught;
