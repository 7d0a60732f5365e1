-- Types that have no input, and oids.
select 'null'::pg_dependencies;
select '[]'::pg_ndistinct;
select ''::pg_mcv_list;
select ''::pg_node_tree;
select ''::pg_brin_bloom_summary;
select ''::gtsvector;
select null::pg_dependencies;
select 'a'::oid;
select '12'::oid, ' 12 '::oid, '+12'::oid, '-1'::oid, '4294967295'::oid, '0x1F'::oid;
select '4294967296'::oid;
select '-2147483649'::oid;
select ''::oid;
select '1.5'::oid;
select '12a'::oid;
select oid from pg_class where oid = 'pg_class';
