DO $$ DECLARE v int := 8; BEGIN INSERT INTO t (id, name) VALUES (v, 'x') ON CONFLICT (name) DO NOTHING; END $$;
