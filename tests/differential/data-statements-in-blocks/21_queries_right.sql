DO $$
DECLARE n int; names text[]; r record; who text := 'one';
BEGIN
  SELECT count(*), array_agg(t.name) INTO n, names FROM t WHERE name = who;
  SELECT * INTO STRICT r FROM t WHERE t.id = 1;
  PERFORM 1 FROM t WHERE name = who AND t.id = r.id;
  PERFORM set_config('a.b', who, false), pg_sleep(0);
  SELECT who, count(*) INTO who, n FROM t GROUP BY 1;
  SELECT r INTO r;
  SELECT 1 INTO n FROM pg_class c JOIN information_schema.tables i ON i.table_name = c.relname WHERE c.relname = who;
  FOR r IN SELECT t.id AS number FROM t LOOP n := r.number; END LOOP;
  IF EXISTS (SELECT 1 FROM t WHERE name = who) THEN n := 1; END IF;
END $$;
