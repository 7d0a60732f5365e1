CREATE TABLE accounts (id serial PRIMARY KEY, mail text CONSTRAINT by_mail UNIQUE);
ALTER TABLE accounts RENAME TO clients;
ALTER TABLE clients RENAME CONSTRAINT by_mail TO one_mail;
