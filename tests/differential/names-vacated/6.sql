begin;
lock table media;
commit;
