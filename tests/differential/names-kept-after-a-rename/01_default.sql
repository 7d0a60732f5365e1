CREATE TABLE z (id int DEFAULT nextval('clients_id_seq'));
