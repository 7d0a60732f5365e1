UPDATE t SET a = 1 FROM old WHERE old.id = t.id;
