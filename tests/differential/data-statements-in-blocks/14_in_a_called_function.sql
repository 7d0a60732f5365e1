CREATE FUNCTION fill(number int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t (id, name, kind) VALUES (fill.number, 'x', 'y'); END $$;
SELECT fill(3);
