DO $$ DECLARE n int; BEGIN PERFORM 1 FROM t WHERE t.number = n; END $$;
