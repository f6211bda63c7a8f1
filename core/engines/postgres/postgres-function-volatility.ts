/** Functions of PostgreSQL 14 to 18 and its usual extensions, from pg_proc.provolatile. Each row gets its own value of these. */
const VOLATILE = `
  array_sample array_shuffle brin_desummarize_range brin_summarize_new_values brin_summarize_range clock_timestamp current_query currval cursor_to_xml
  cursor_to_xmlschema gen_random_bytes gen_random_uuid gen_salt gin_clean_pending_list lastval lo_close lo_creat lo_create lo_export lo_from_bytea
  lo_get lo_import lo_lseek lo_lseek64 lo_open lo_put lo_tell lo_tell64 lo_truncate lo_truncate64 lo_unlink loread lowrite nextval pg_advisory_lock
  pg_advisory_xact_lock pg_notify pg_sleep pg_sleep_for pg_sleep_until pg_try_advisory_lock pg_try_advisory_xact_lock query_to_xml
  query_to_xml_and_xmlschema query_to_xmlschema random random_normal set_config setseed setval timeofday ts_rewrite ts_stat txid_status uuid_generate_v1
  uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7
`;
/** Evaluated once for a statement, or always the same. Those that only serve types, operators and indexes are left out. */
const SETTLED = `
  abbrev abs acldefault aclexplode acos acosd acosh age akeys area array_dims array_fill array_length array_lower array_ndims array_position
  array_positions array_remove array_replace array_reverse array_sort array_to_json array_to_string array_to_tsvector array_upper ascii asin asind asinh
  atan atan2 atan2d atand atanh avals bit bit_count bit_length bool box bpchar broadcast btrim bytea cardinality casefold cash_words cbrt ceil ceiling
  center char char_length character_length chr cidr circle coalesce col_description concat concat_ws convert convert_from convert_to cos cosd cosh cot
  cotd crc32 crc32c current_database current_schema current_schemas current_setting current_user database_to_xml database_to_xml_and_xmlschema
  database_to_xmlschema date date_add date_bin date_part date_subtract date_trunc datemultirange daterange daterange_canonical daterange_subdiff decode
  degrees diagonal diameter digest div dround dtrunc encode enum_first enum_in enum_last enum_out enum_range enum_send erf erfc exp extract factorial
  family float4 float8 floor format format_type gamma gcd generate_series generate_subscripts get_bit get_byte get_current_ts_config getdatabaseencoding
  getpgusername greatest has_any_column_privilege has_column_privilege has_database_privilege has_foreign_data_wrapper_privilege has_function_privilege
  has_language_privilege has_largeobject_privilege has_parameter_privilege has_schema_privilege has_sequence_privilege has_server_privilege
  has_table_privilege has_tablespace_privilege has_type_privilege height hmac host hostmask hstore icu_unicode_version inet_client_addr inet_client_port
  inet_server_addr inet_server_port initcap int2 int4 int4eq int4inc int4multirange int4range int4range_canonical int4range_subdiff int8 int8_sum
  int8multirange int8range int8range_canonical int8range_subdiff interval is_normalized isclosed isempty isfinite ishorizontal isopen isparallel isperp
  isvertical json_array_elements json_array_elements_text json_array_length json_build_array json_build_object json_each json_each_text json_object
  json_object_keys json_populate_record json_populate_recordset json_strip_nulls json_to_record json_to_recordset json_to_tsvector json_typeof
  jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_insert
  jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query jsonb_path_query_array
  jsonb_path_query_array_tz jsonb_path_query_first jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_record_valid
  jsonb_populate_recordset jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_to_tsvector jsonb_typeof
  justify_days justify_hours justify_interval lcm least left length lgamma like like_escape line ln log log10 lower lower_inc lower_inf lpad lseg
  ltree2text ltrim macaddr macaddr8 macaddr8_set7bit make_date make_interval make_time make_timestamp make_timestamptz makeaclitem masklen md5 min_scale
  mod money multirange mxid_age name nameconcatoid netmask network normalize notlike now npoints nullif num_nonnulls num_nulls numeric numeric_div_trunc
  numeric_exp numeric_inc numeric_ln numeric_log numeric_sqrt nummultirange numnode numrange numrange_subdiff obj_description octet_length oid
  oidvectortypes overlaps overlay parse_ident path pclose pg_backend_pid pg_client_encoding pg_column_size pg_current_xact_id pg_get_expr
  pg_get_serial_sequence pg_size_pretty pg_trigger_depth pg_typeof phraseto_tsquery pi plainto_tsquery point polygon popen position pow power querytree
  quote_ident quote_literal quote_nullable radians radius range_merge regclass regexp_count regexp_instr regexp_like regexp_match regexp_matches
  regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr repeat replace reverse right round row_security_active row_to_json rpad rtrim
  satisfies_hash_partition scale schema_to_xml schema_to_xml_and_xmlschema schema_to_xmlschema session_user set_bit set_byte set_masklen setweight
  sha224 sha256 sha384 sha512 shobj_description sign similar_escape similar_to_escape sin sind sinh slope split_part sqrt statement_timestamp
  string_to_array string_to_table strip strpos substr substring system_user table_to_xml table_to_xml_and_xmlschema table_to_xmlschema tan tand tanh
  text textcat textlen time timestamp timestamptz timetz timezone to_ascii to_bin to_char to_date to_hex to_json to_jsonb to_number to_oct to_regclass
  to_regcollation to_regnamespace to_regoper to_regoperator to_regproc to_regprocedure to_regrole to_regtype to_regtypemod to_timestamp to_tsquery
  to_tsvector transaction_timestamp translate trim_array trim_scale trunc ts_delete ts_filter ts_headline ts_lexize ts_parse ts_rank ts_rank_cd
  ts_token_type tsmultirange tsquery_phrase tsrange tsrange_subdiff tstzmultirange tstzrange tstzrange_subdiff tsvector_to_array txid_current
  txid_current_if_assigned txid_current_snapshot txid_snapshot_xip txid_snapshot_xmax txid_snapshot_xmin txid_visible_in_snapshot unaccent
  unicode_assigned unicode_version unistr unnest upper upper_inc upper_inf uuid_extract_timestamp uuid_extract_version uuid_nil uuid_ns_dns uuid_ns_url
  varbit varchar version websearch_to_tsquery width width_bucket xid xml xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document
  xmlcomment xmlexists xmlparse xmlserialize xmltext xmlvalidate xpath xpath_exists
`;
const setOf = (names: string): ReadonlySet<string> => new Set(names.trim().split(/\s+/));
const volatileNames = setOf(VOLATILE);
const settledNames = setOf(SETTLED);

/** What a function's name tells of how often it gives another value; `unknown` for one that PostgreSQL does not bring along. */
export function functionVolatility(name: string, schema: string | undefined): "stable" | "volatile" | "unknown" {
  if (volatileNames.has(name)) return "volatile";
  if (settledNames.has(name)) return "stable";
  // PostgreSQL's own that are not listed ask the server about itself.
  return schema === "pg_catalog" || name.startsWith("pg_") ? "volatile" : "unknown";
}
