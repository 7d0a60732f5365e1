DO $$ DECLARE v text; BEGIN UPDATE t SET name = coalesce(nme(v), name) WHERE lower(at) = v; END $$;
