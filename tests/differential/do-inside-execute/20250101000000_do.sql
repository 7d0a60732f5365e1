do $$ begin
  execute 'do $x$ begin create table lost (id int); raise exception ''x''; end $x$';
exception when raise_exception then
  create table caught (id int);
end $$;
do $$ begin
  execute 'do $x$ begin perform 1 / 0; end $x$';
exception when division_by_zero then
  create table divided (id int);
end $$;
create function public.fails() returns void language plpgsql as $$ begin create table made (id int); raise exception 'no'; end $$;
do $$ begin
  execute 'select public.fails()';
exception when others then
  create table called (id int);
end $$;
do $$ begin
  execute 'do $x$ begin create table inner_one (id int); create table inner_one (id int); end $x$';
end $$;
select public.fails();
create table after_all (id int);
