-- Signatures of https://pgtap.org; no test is run, and every answer is NULL.
DO $$
DECLARE
  signature text[];
  name text;
BEGIN
  -- Arguments, result, names.
  FOREACH signature SLICE 1 IN ARRAY ARRAY[
    ['', 'SETOF boolean', 'no_plan todo_end todo_start'],
    ['', 'SETOF text', 'do_tap runtests'],
    ['', 'boolean', 'in_todo'],
    ['', 'integer', 'num_failed pg_version_num'],
    ['', 'numeric', 'pgtap_version'],
    ['', 'text', 'fail os_name pass pg_version'],
    ['VARIADIC anyarray', 'text', 'diag'],
    ['VARIADIC text[]', 'text', 'collect_tap diag'],
    ['anyelement', 'text', 'diag'],
    ['anyelement, anyelement', 'text', 'is isnt'],
    ['anyelement, anyelement, text', 'text', 'is isnt'],
    ['anyelement, regtype', 'text', 'isa_ok'],
    ['anyelement, regtype, text', 'text', 'isa_ok'],
    ['anyelement, text', 'text', 'alike doesnt_imatch doesnt_match ialike imatches matches unalike unialike'],
    ['anyelement, text, anyelement', 'text', 'cmp_ok'],
    ['anyelement, text, anyelement, text', 'text', 'cmp_ok'],
    ['anyelement, text, text', 'text', 'alike doesnt_imatch doesnt_match ialike imatches matches unalike unialike'],
    ['boolean', 'text', 'ok'],
    ['boolean = NULL', 'SETOF text', 'finish'],
    ['boolean, boolean, text, text, text', 'integer', 'add_result'],
    ['boolean, text', 'text', 'ok'],
    ['integer', 'SETOF boolean', 'todo'],
    ['integer', 'text', 'plan skip'],
    ['integer, text', 'SETOF boolean', 'todo'],
    ['integer, text', 'text', 'skip'],
    ['name', 'SETOF text', 'do_tap runtests'],
    ['name', 'text', '
      has_check has_composite has_domain has_enum has_extension has_fk has_foreign_table has_function has_group
      has_inherited_tables has_language has_materialized_view has_opclass has_pk has_relation has_role has_schema
      has_sequence has_table has_tablespace has_type has_user has_view hasnt_composite hasnt_domain hasnt_enum
      hasnt_extension hasnt_fk hasnt_foreign_table hasnt_function hasnt_group hasnt_inherited_tables hasnt_language
      hasnt_materialized_view hasnt_opclass hasnt_pk hasnt_relation hasnt_role hasnt_schema hasnt_sequence hasnt_table
      hasnt_tablespace hasnt_type hasnt_user hasnt_view index_is_partial index_is_primary index_is_unique is_aggregate
      is_clustered is_definer is_normal_function is_partitioned is_procedure is_strict is_superuser is_window
      isnt_aggregate isnt_definer isnt_normal_function isnt_partitioned isnt_procedure isnt_strict isnt_superuser
      isnt_window language_is_trusted'],
    ['name, name', 'text', '
      col_has_check col_has_default col_hasnt_default col_is_fk col_is_pk col_is_unique col_isnt_fk col_isnt_pk
      composite_owner_is db_owner_is foreign_table_owner_is function_lang_is has_cast has_column has_composite
      has_domain has_enum has_extension has_foreign_table has_function has_index has_inherited_tables has_leftop
      has_opclass has_pk has_rightop has_rule has_sequence has_table has_trigger has_type has_view hasnt_cast
      hasnt_column hasnt_composite hasnt_domain hasnt_enum hasnt_extension hasnt_foreign_table hasnt_function
      hasnt_index hasnt_inherited_tables hasnt_leftop hasnt_opclass hasnt_rightop hasnt_rule hasnt_table hasnt_trigger
      hasnt_type hasnt_view index_is_partial index_is_primary index_is_type index_is_unique is_aggregate
      is_ancestor_of is_clustered is_definer is_descendent_of is_indexed is_member_of is_normal_function
      is_partition_of is_partitioned is_procedure is_strict is_window isnt_aggregate isnt_ancestor_of isnt_definer
      isnt_descendent_of isnt_member_of isnt_normal_function isnt_partitioned isnt_procedure isnt_strict isnt_window
      language_owner_is materialized_view_owner_is opclass_owner_is relation_owner_is rule_is_instead schema_owner_is
      sequence_owner_is table_owner_is tablespace_owner_is type_owner_is view_owner_is'],
    ['name, name, anyelement', 'text', 'col_default_is'],
    ['name, name, anyelement, text', 'text', 'col_default_is'],
    ['name, name, integer', 'text', 'is_ancestor_of is_descendent_of isnt_ancestor_of isnt_descendent_of'],
    ['name, name, integer, text', 'text', 'is_ancestor_of is_descendent_of isnt_ancestor_of isnt_descendent_of'],
    ['name, name, name', 'text', '
      col_is_pk col_is_unique composite_owner_is foreign_table_owner_is function_lang_is has_cast has_index has_leftop
      has_operator has_rightop has_rule has_trigger hasnt_cast hasnt_index hasnt_leftop hasnt_operator hasnt_rightop
      hasnt_rule hasnt_trigger index_is_partial index_is_primary index_is_type index_is_unique index_owner_is
      is_clustered is_indexed materialized_view_owner_is opclass_owner_is relation_owner_is rule_is_instead
      sequence_owner_is table_owner_is trigger_is type_owner_is view_owner_is'],
    ['name, name, name, anyelement, text', 'text', 'col_default_is'],
    ['name, name, name, name', 'text', '
      fk_ok has_cast has_index has_leftop has_operator has_rightop hasnt_cast hasnt_leftop hasnt_operator
      hasnt_rightop index_is_type index_owner_is is_ancestor_of is_descendent_of is_partition_of isnt_ancestor_of
      isnt_descendent_of'],
    ['name, name, name, name, integer', 'text', 'is_ancestor_of is_descendent_of isnt_ancestor_of isnt_descendent_of'],
    ['name, name, name, name, integer, text', 'text', '
      is_ancestor_of is_descendent_of isnt_ancestor_of isnt_descendent_of'],
    ['name, name, name, name, name', 'text', 'has_operator hasnt_operator trigger_is'],
    ['name, name, name, name, name, name, text', 'text', 'fk_ok'],
    ['name, name, name, name, name, text', 'text', 'fk_ok has_operator hasnt_operator trigger_is'],
    ['name, name, name, name, name[]', 'text', 'column_privs_are'],
    ['name, name, name, name, name[], text', 'text', 'column_privs_are'],
    ['name, name, name, name, text', 'text', '
      col_type_is fk_ok has_cast has_index has_leftop has_operator has_rightop hasnt_cast hasnt_leftop hasnt_operator
      hasnt_rightop index_is_type index_owner_is is_ancestor_of is_descendent_of is_partition_of isnt_ancestor_of
      isnt_descendent_of'],
    ['name, name, name, name, text, text', 'text', 'col_type_is'],
    ['name, name, name, name[]', 'text', '
      any_column_privs_are column_privs_are has_index policy_roles_are sequence_privs_are table_privs_are'],
    ['name, name, name, name[], text', 'text', '
      any_column_privs_are column_privs_are has_index policy_roles_are sequence_privs_are table_privs_are'],
    ['name, name, name, text', 'text', '
      col_has_check col_has_default col_hasnt_default col_is_fk col_is_pk col_is_unique col_isnt_fk col_isnt_pk
      col_type_is composite_owner_is foreign_table_owner_is function_lang_is has_cast has_column has_index has_leftop
      has_operator has_rightop has_rule has_trigger hasnt_cast hasnt_column hasnt_index hasnt_leftop hasnt_operator
      hasnt_rightop hasnt_rule hasnt_trigger index_is_partial index_is_primary index_is_unique index_owner_is
      is_clustered is_indexed materialized_view_owner_is opclass_owner_is policy_cmd_is relation_owner_is
      rule_is_instead rule_is_on sequence_owner_is table_owner_is trigger_is type_owner_is view_owner_is'],
    ['name, name, name, text = NULL', 'text', 'col_is_null col_not_null'],
    ['name, name, name, text, text', 'text', 'col_default_is col_type_is policy_cmd_is rule_is_on'],
    ['name, name, name[]', 'text', '
      any_column_privs_are col_is_pk col_is_unique columns_are database_privs_are enum_has_labels fdw_privs_are
      has_function has_index hasnt_function indexes_are is_aggregate is_definer is_indexed is_normal_function
      is_procedure is_strict is_window isnt_aggregate isnt_definer isnt_normal_function isnt_procedure isnt_strict
      isnt_window language_privs_are partitions_are policies_are policy_roles_are rules_are schema_privs_are
      sequence_privs_are server_privs_are table_privs_are tablespace_privs_are triggers_are'],
    ['name, name, name[], name', 'text', 'function_lang_is function_owner_is'],
    ['name, name, name[], name, name, name[]', 'text', 'fk_ok'],
    ['name, name, name[], name, name, name[], text', 'text', 'fk_ok'],
    ['name, name, name[], name, name[]', 'text', 'function_privs_are'],
    ['name, name, name[], name, name[], text', 'text', 'function_privs_are'],
    ['name, name, name[], name, text', 'text', 'function_lang_is function_owner_is'],
    ['name, name, name[], text', 'text', '
      any_column_privs_are col_has_check col_is_fk col_is_pk col_is_unique col_isnt_fk col_isnt_pk columns_are
      database_privs_are enum_has_labels fdw_privs_are function_returns has_function has_index hasnt_function
      indexes_are is_aggregate is_definer is_indexed is_normal_function is_procedure is_strict is_window
      isnt_aggregate isnt_definer isnt_normal_function isnt_procedure isnt_strict isnt_window language_privs_are
      partitions_are policies_are policy_roles_are rules_are schema_privs_are sequence_privs_are server_privs_are
      table_privs_are tablespace_privs_are triggers_are volatility_is'],
    ['name, name, name[], text, text', 'text', 'function_returns volatility_is'],
    ['name, name, text', 'text', '
      cast_context_is col_default_is col_has_check col_has_default col_hasnt_default col_is_fk col_is_pk col_is_unique
      col_isnt_fk col_isnt_pk col_type_is composite_owner_is db_owner_is foreign_table_owner_is function_lang_is
      function_returns has_cast has_check has_column has_composite has_domain has_enum has_extension has_fk
      has_foreign_table has_function has_index has_inherited_tables has_leftop has_materialized_view has_opclass
      has_pk has_relation has_rightop has_rule has_sequence has_table has_trigger has_type has_view hasnt_cast
      hasnt_column hasnt_composite hasnt_domain hasnt_enum hasnt_extension hasnt_fk hasnt_foreign_table hasnt_function
      hasnt_index hasnt_inherited_tables hasnt_leftop hasnt_materialized_view hasnt_opclass hasnt_pk hasnt_relation
      hasnt_rightop hasnt_rule hasnt_sequence hasnt_table hasnt_trigger hasnt_type hasnt_view is_aggregate
      is_ancestor_of is_definer is_descendent_of is_member_of is_normal_function is_partition_of is_partitioned
      is_procedure is_strict is_window isnt_aggregate isnt_ancestor_of isnt_definer isnt_descendent_of isnt_member_of
      isnt_normal_function isnt_partitioned isnt_procedure isnt_strict isnt_window language_owner_is
      materialized_view_owner_is opclass_owner_is policy_cmd_is relation_owner_is rule_is_instead rule_is_on
      schema_owner_is sequence_owner_is table_owner_is tablespace_owner_is type_owner_is view_owner_is volatility_is'],
    ['name, name, text = NULL', 'text', 'col_is_null col_not_null'],
    ['name, name, text, text', 'text', '
      cast_context_is col_default_is col_type_is function_returns policy_cmd_is rule_is_on volatility_is'],
    ['name, name[]', 'text', '
      can col_has_check col_is_fk col_is_pk col_is_unique col_isnt_fk col_isnt_pk columns_are domains_are
      enum_has_labels enums_are extensions_are foreign_tables_are functions_are has_function hasnt_function
      indexes_are is_aggregate is_definer is_indexed is_member_of is_normal_function is_procedure is_strict is_window
      isnt_aggregate isnt_definer isnt_member_of isnt_normal_function isnt_procedure isnt_strict isnt_window
      materialized_views_are opclasses_are partitions_are policies_are rules_are sequences_are tables_are triggers_are
      types_are views_are'],
    ['name, name[], name', 'text', 'function_lang_is function_owner_is'],
    ['name, name[], name, name[]', 'text', 'fk_ok function_privs_are'],
    ['name, name[], name, name[], text', 'text', 'fk_ok function_privs_are'],
    ['name, name[], name, text', 'text', 'function_lang_is function_owner_is'],
    ['name, name[], text', 'text', '
      can col_has_check col_is_fk col_is_pk col_is_unique col_isnt_fk col_isnt_pk columns_are domains_are
      enum_has_labels enums_are extensions_are foreign_tables_are function_returns functions_are has_function
      hasnt_function indexes_are is_aggregate is_definer is_indexed is_member_of is_normal_function is_procedure
      is_strict is_window isnt_aggregate isnt_definer isnt_member_of isnt_normal_function isnt_procedure isnt_strict
      isnt_window materialized_views_are opclasses_are partitions_are policies_are rules_are sequences_are tables_are
      triggers_are types_are views_are volatility_is'],
    ['name, name[], text, text', 'text', 'function_returns volatility_is'],
    ['name, oid', 'text', 'display_oper'],
    ['name, text', 'SETOF text', 'do_tap runtests'],
    ['name, text', 'text', '
      function_returns has_check has_composite has_domain has_enum has_extension has_fk has_foreign_table has_function
      has_group has_inherited_tables has_language has_materialized_view has_opclass has_pk has_relation has_role
      has_schema has_sequence has_table has_tablespace has_type has_user has_view hasnt_composite hasnt_domain
      hasnt_enum hasnt_extension hasnt_fk hasnt_foreign_table hasnt_function hasnt_group hasnt_inherited_tables
      hasnt_language hasnt_materialized_view hasnt_opclass hasnt_pk hasnt_relation hasnt_role hasnt_schema
      hasnt_sequence hasnt_table hasnt_tablespace hasnt_type hasnt_user hasnt_view is_aggregate is_definer
      is_normal_function is_partitioned is_procedure is_strict is_superuser is_window isnt_aggregate isnt_definer
      isnt_normal_function isnt_partitioned isnt_procedure isnt_strict isnt_superuser isnt_window language_is_trusted
      volatility_is'],
    ['name, text', 'text[]', 'findfuncs'],
    ['name, text, name, text', 'text', 'domain_type_is domain_type_isnt'],
    ['name, text, name, text, text', 'text', 'domain_type_is domain_type_isnt'],
    ['name, text, text', 'text', 'domain_type_is domain_type_isnt function_returns has_tablespace volatility_is'],
    ['name, text, text', 'text[]', 'findfuncs'],
    ['name, text, text, text', 'text', 'domain_type_is domain_type_isnt'],
    ['name, text[]', 'text', 'operators_are'],
    ['name, text[], text', 'text', 'operators_are'],
    ['name[]', 'text', '
      can domains_are enums_are extensions_are foreign_tables_are functions_are groups_are languages_are
      materialized_views_are opclasses_are roles_are schemas_are sequences_are tables_are tablespaces_are types_are
      users_are views_are'],
    ['name[], text', 'text', '
      can domains_are enums_are extensions_are foreign_tables_are functions_are groups_are languages_are
      materialized_views_are opclasses_are roles_are schemas_are sequences_are tables_are tablespaces_are types_are
      users_are views_are'],
    ['refcursor, anyarray', 'text', 'results_eq results_ne'],
    ['refcursor, anyarray, text', 'text', 'results_eq results_ne'],
    ['refcursor, refcursor', 'text', 'results_eq results_ne'],
    ['refcursor, refcursor, text', 'text', 'results_eq results_ne'],
    ['refcursor, text', 'text', 'results_eq results_ne'],
    ['refcursor, text, text', 'text', 'results_eq results_ne'],
    ['text', 'SETOF boolean', 'todo todo_start'],
    ['text', 'SETOF text', 'do_tap runtests'],
    ['text', 'text', '
      diag diag_test_name fail format_type_string has_unique is_empty isnt_empty lives_ok pass skip throws_ok'],
    ['text', 'text[]', 'findfuncs'],
    ['text, anyarray', 'text', 'bag_eq bag_ne results_eq results_ne set_eq set_ne'],
    ['text, anyarray, text', 'text', 'bag_eq bag_ne results_eq results_ne set_eq set_ne'],
    ['text, anyelement', 'text', 'row_eq'],
    ['text, anyelement, text', 'text', 'row_eq'],
    ['text, boolean', 'SETOF text', 'check_test'],
    ['text, boolean, text', 'SETOF text', 'check_test'],
    ['text, boolean, text, text', 'SETOF text', 'check_test'],
    ['text, boolean, text, text, text', 'SETOF text', 'check_test'],
    ['text, boolean, text, text, text, boolean', 'SETOF text', 'check_test'],
    ['text, char, text, text', 'text', 'throws_ok'],
    ['text, integer', 'SETOF boolean', 'todo'],
    ['text, integer', 'text', 'skip throws_ok'],
    ['text, integer, text', 'text', 'throws_ok'],
    ['text, integer, text, text', 'text', 'throws_ok'],
    ['text, numeric', 'text', 'performs_ok'],
    ['text, numeric, numeric', 'text', 'performs_within'],
    ['text, numeric, numeric, integer', 'text', 'performs_within'],
    ['text, numeric, numeric, integer, text', 'text', 'performs_within'],
    ['text, numeric, numeric, text', 'text', 'performs_within'],
    ['text, numeric, text', 'text', 'performs_ok'],
    ['text, refcursor', 'text', 'results_eq results_ne'],
    ['text, refcursor, text', 'text', 'results_eq results_ne'],
    ['text, text', 'text', '
      bag_eq bag_has bag_hasnt bag_ne domain_type_is domain_type_isnt has_unique is_empty isnt_empty lives_ok
      results_eq results_ne set_eq set_has set_hasnt set_ne throws_ilike throws_imatching throws_like throws_matching
      throws_ok'],
    ['text, text', 'text[]', 'findfuncs'],
    ['text, text, text', 'text', '
      bag_eq bag_has bag_hasnt bag_ne domain_type_is domain_type_isnt has_unique results_eq results_ne set_eq set_has
      set_hasnt set_ne throws_ilike throws_imatching throws_like throws_matching throws_ok'],
    ['text[]', 'text', 'casts_are operators_are'],
    ['text[], text', 'text', 'casts_are operators_are'],
    ['varchar[]', 'text', 'collect_tap']
  ] LOOP
    FOREACH name IN ARRAY regexp_split_to_array(btrim(signature[3], E' \n'), '\s+') LOOP
      EXECUTE format('CREATE FUNCTION %I(%s) RETURNS %s LANGUAGE plpgsql AS ''BEGIN RETURN%s; END''',
        name, signature[1], signature[2],
        CASE WHEN signature[2] NOT LIKE 'SETOF %' AND signature[2] <> 'void' THEN ' NULL' END);
    END LOOP;
  END LOOP;
END $$;
