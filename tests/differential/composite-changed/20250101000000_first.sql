-- Attributes of composite types come and go.
create type address as (street text, town text);
alter type address add attribute zip varchar(9);
alter type address drop attribute town;
alter type address alter attribute zip type text;
alter type address rename attribute street to road;
create table homes (a address);
alter type address add attribute more int;
alter type address alter attribute zip type varchar(5);
drop type address;
