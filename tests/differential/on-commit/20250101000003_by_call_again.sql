select public.working();
create table public.gone (id int);
select id from gone;
