SELECT setval('clients_id_seq', 5);
