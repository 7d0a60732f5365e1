DO $$ DECLARE v int := 1; BEGIN UPDATE t SET name = 'x' WHERE number = v; END $$;
