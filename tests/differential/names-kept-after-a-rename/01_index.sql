ALTER INDEX clients_pkey RENAME TO x;
