CREATE FUNCTION fill2(number int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t (id, name) VALUES (fill2.number, 'x' || number || $1); UPDATE t SET name = 'z' WHERE id = number; END $$;
SELECT fill2(31);
