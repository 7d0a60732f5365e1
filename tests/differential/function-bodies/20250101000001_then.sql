create function g() returns int language sql as 'select age from nowhere';
create function h() returns trigger language sql as 'select 1';
create function i() returns int language nothing as 'select 1';
