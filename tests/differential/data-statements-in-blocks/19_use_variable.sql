DO $$
#variable_conflict use_variable
DECLARE at int := 1; BEGIN UPDATE t SET name = 'q' WHERE at = 1; END $$;
