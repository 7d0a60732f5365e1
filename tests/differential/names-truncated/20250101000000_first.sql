-- Generated names are cut to 63 bytes, table and column in turn.
create table the_longest_table_name_that_anybody_has_ever_seen_in_a_schema (
  id serial primary key,
  another_quite_long_column_name int unique,
  yet_another_column_with_a_long_name int check (yet_another_column_with_a_long_name > 0)
    references the_longest_table_name_that_anybody_has_ever_seen_in_a_schema
);
create index on the_longest_table_name_that_anybody_has_ever_seen_in_a_schema (another_quite_long_column_name);
create index on the_longest_table_name_that_anybody_has_ever_seen_in_a_schema (another_quite_long_column_name);
create index on the_longest_table_name_that_anybody_has_ever_seen_in_a_schema
  (another_quite_long_column_name, yet_another_column_with_a_long_name, id);
