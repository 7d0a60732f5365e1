begin;
savepoint a;
savepoint c;
rollback to a;
rollback to c;
