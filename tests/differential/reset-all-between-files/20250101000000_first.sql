-- Settings end with their file.
set search_path = nowhere;
set role anon;
