SELECT generate_series(1, 2) FROM t FOR UPDATE;
