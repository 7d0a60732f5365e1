ALTER TYPE mood ADD VALUE 'sad';
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM m WHERE m = 'sad' $$;
