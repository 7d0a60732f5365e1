UPDATE t SET a = 1 RETURNING old.a, new.a;
