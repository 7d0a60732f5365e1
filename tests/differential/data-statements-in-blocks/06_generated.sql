DO $$ DECLARE v int := 8; BEGIN INSERT INTO t (id, name, twice) VALUES (v, 'x', v); END $$;
