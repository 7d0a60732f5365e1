DO $$
<<outside>>
DECLARE
  v_id int := 2; r record; n t.name%TYPE; row t%ROWTYPE; pair u%ROWTYPE; c CURSOR FOR SELECT id, name FROM t;
BEGIN
  INSERT INTO t (id, name) VALUES (v_id, 'two') RETURNING id INTO v_id;
  FOR r IN SELECT id, name FROM t LOOP
    UPDATE t SET name = r.name || v_id WHERE t.id = r.id;
    INSERT INTO u SELECT r.id + 10, r.id;
  END LOOP;
  SELECT * INTO row FROM t WHERE id = outside.v_id;
  DELETE FROM u WHERE id = row.id;
  row.id := 5; 
  INSERT INTO u VALUES (outside.v_id, row.id - 4);
  SELECT id + 77, t_id INTO pair FROM u LIMIT 1;
  INSERT INTO u VALUES (pair.*);
  DECLARE x int := 3; BEGIN
    UPDATE t SET code = x WHERE id = x;
  END;
  EXECUTE 'UPDATE t SET name = $1 WHERE id = $2' USING n, 99;
  WITH gone AS (DELETE FROM u RETURNING id, t_id) INSERT INTO u SELECT id + 500, t_id FROM gone WHERE found OR gone.id > v_id;
END $$;
