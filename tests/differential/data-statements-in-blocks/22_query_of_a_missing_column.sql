DO $$ DECLARE n int; BEGIN SELECT number INTO n FROM t; END $$;
