DO $$ DECLARE v int := 1; BEGIN INSERT INTO u (id) VALUES (v, 2); END $$;
