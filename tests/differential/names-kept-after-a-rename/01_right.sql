SELECT setval('accounts_id_seq', 5);
ALTER INDEX accounts_pkey RENAME TO p;
ALTER INDEX p RENAME TO accounts_pkey;
ALTER INDEX one_mail RENAME TO q;
ALTER INDEX q RENAME TO one_mail;
