"""CREATE and ALTER TABLE, with what belongs to tables: columns, constraints, indexes, sequences."""
