-- Types and the functions of PostGIS that migrations call; a geometry is text here, and every answer NULL.
CREATE TYPE geometry;
CREATE FUNCTION geometry_in(cstring) RETURNS geometry LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION geometry_out(geometry) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
-- As in PostGIS: M in bit 0, Z in bit 1, the kind from bit 2 on; the SRID from bit 6 on.
CREATE FUNCTION geometry_typmod_in(cstring[]) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  RETURN (SELECT (coalesce(srid::integer, 0) << 6) + (coalesce(array_position('{point,linestring,polygon,multipoint,
    multilinestring,multipolygon,geometrycollection,circularstring,compoundcurve,curvepolygon,multicurve,multisurface,
    polyhedralsurface,triangle,tin}'::text[], regexp_replace(kind, 'z?m?$', '')), 0) << 2)
    + CASE WHEN kind ~ 'zm?$' THEN 2 ELSE 0 END + CASE WHEN kind ~ 'm$' THEN 1 ELSE 0 END
  FROM (SELECT replace(lower($1[1]::text), ' ', ''), $1[2]::text) AS given(kind, srid));
CREATE TYPE geometry (INPUT = geometry_in, OUTPUT = geometry_out, TYPMOD_IN = geometry_typmod_in,
  INTERNALLENGTH = variable, STORAGE = main);
CREATE TYPE geography;
CREATE FUNCTION geography_in(cstring) RETURNS geography LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION geography_out(geography) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION geography_typmod_in(cstring[]) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  RETURN geometry_typmod_in($1) + CASE WHEN cardinality($1) = 1 THEN 4326 << 6 ELSE 0 END;
CREATE TYPE geography (INPUT = geography_in, OUTPUT = geography_out, TYPMOD_IN = geography_typmod_in,
  INTERNALLENGTH = variable, STORAGE = main);
CREATE TYPE box2d AS (low text, high text);
CREATE TYPE box3d AS (low text, high text);
CREATE CAST (geometry AS geography) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (geography AS geometry) WITHOUT FUNCTION;
CREATE CAST (geometry AS text) WITHOUT FUNCTION;
CREATE CAST (text AS geometry) WITHOUT FUNCTION AS IMPLICIT;
CREATE TABLE spatial_ref_sys (srid integer PRIMARY KEY, auth_name varchar(256), auth_srid integer,
  srtext varchar(2048), proj4text varchar(2048));
GRANT SELECT ON spatial_ref_sys TO PUBLIC;
CREATE FUNCTION geometry_order(geometry, geometry) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'bttextcmp';
CREATE FUNCTION geometry_near(geometry, geometry) RETURNS float8 LANGUAGE sql IMMUTABLE RETURN 0.0::float8;
CREATE FUNCTION geometry_meets(geometry, geometry) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN true;
CREATE FUNCTION geography_near(geography, geography) RETURNS float8 LANGUAGE sql IMMUTABLE RETURN 0.0::float8;
CREATE FUNCTION geography_meets(geography, geography) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN true;
CREATE OPERATOR <-> (LEFTARG = geometry, RIGHTARG = geometry, FUNCTION = geometry_near);
CREATE OPERATOR && (LEFTARG = geometry, RIGHTARG = geometry, FUNCTION = geometry_meets);
CREATE OPERATOR <-> (LEFTARG = geography, RIGHTARG = geography, FUNCTION = geography_near);
CREATE OPERATOR && (LEFTARG = geography, RIGHTARG = geography, FUNCTION = geography_meets);
CREATE FUNCTION gist_consistent(internal, geometry, smallint, oid, internal) RETURNS boolean LANGUAGE internal
  AS 'gist_box_consistent';
CREATE FUNCTION gist_consistent(internal, geography, smallint, oid, internal) RETURNS boolean LANGUAGE internal
  AS 'gist_box_consistent';
CREATE OPERATOR CLASS gist_geometry_ops_2d DEFAULT FOR TYPE geometry USING gist AS OPERATOR 3 &&,
  FUNCTION 1 gist_consistent(internal, geometry, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
  FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal),
  FUNCTION 7 gist_box_same(box, box, internal), STORAGE box;
CREATE OPERATOR CLASS gist_geography_ops DEFAULT FOR TYPE geography USING gist AS OPERATOR 3 &&,
  FUNCTION 1 gist_consistent(internal, geography, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
  FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal),
  FUNCTION 7 gist_box_same(box, box, internal), STORAGE box;
DO $$
DECLARE kind text; name text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['geometry', 'geography'] LOOP
    FOREACH name IN ARRAY ARRAY['st_astext', 'st_geometrytype'] LOOP
      EXECUTE format('CREATE FUNCTION %I(%s) RETURNS text LANGUAGE sql IMMUTABLE RETURN NULL::text', name, kind);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['st_x', 'st_y', 'st_area', 'st_length', 'st_perimeter'] LOOP
      EXECUTE format('CREATE FUNCTION %I(%s) RETURNS float8 LANGUAGE sql IMMUTABLE RETURN NULL::float8',
        name, kind);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['st_centroid', 'st_makevalid', 'st_envelope'] LOOP
      EXECUTE format('CREATE FUNCTION %I(%s) RETURNS %2$s LANGUAGE sql IMMUTABLE RETURN $1', name, kind);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['st_intersects', 'st_covers', 'st_coveredby', 'st_within', 'st_contains'] LOOP
      EXECUTE format('CREATE FUNCTION %I(%s, %2$s) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN NULL::boolean',
        name, kind);
    END LOOP;
    EXECUTE format('CREATE FUNCTION st_distance(%s, %1$s) RETURNS float8 LANGUAGE sql IMMUTABLE RETURN NULL::float8', kind);
    EXECUTE format('CREATE FUNCTION st_dwithin(%s, %1$s, float8) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN NULL::boolean', kind);
    EXECUTE format('CREATE FUNCTION st_buffer(%s, float8) RETURNS %1$s LANGUAGE sql IMMUTABLE RETURN $1', kind);
    EXECUTE format('CREATE FUNCTION st_asgeojson(%s, integer = 9, integer = 8) RETURNS text LANGUAGE sql IMMUTABLE RETURN NULL::text', kind);
  END LOOP;
END $$;
CREATE FUNCTION st_point(float8, float8) RETURNS geometry LANGUAGE sql IMMUTABLE RETURN NULL::geometry;
CREATE FUNCTION st_point(float8, float8, integer) RETURNS geometry LANGUAGE sql IMMUTABLE RETURN NULL::geometry;
CREATE FUNCTION st_makepoint(float8, float8) RETURNS geometry LANGUAGE sql IMMUTABLE RETURN NULL::geometry;
CREATE FUNCTION st_makeenvelope(float8, float8, float8, float8, integer = 0) RETURNS geometry LANGUAGE sql IMMUTABLE
  RETURN NULL::geometry;
CREATE FUNCTION st_setsrid(geometry, integer) RETURNS geometry LANGUAGE sql IMMUTABLE RETURN $1;
CREATE FUNCTION st_transform(geometry, integer) RETURNS geometry LANGUAGE sql IMMUTABLE RETURN $1;
CREATE FUNCTION st_srid(geometry) RETURNS integer LANGUAGE sql IMMUTABLE RETURN 4326;
CREATE FUNCTION st_isvalid(geometry) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN true;
CREATE FUNCTION st_geomfromtext(text) RETURNS geometry LANGUAGE sql IMMUTABLE RETURN NULL::geometry;
CREATE FUNCTION st_geomfromtext(text, integer) RETURNS geometry LANGUAGE sql IMMUTABLE RETURN NULL::geometry;
CREATE FUNCTION st_geogfromtext(text) RETURNS geography LANGUAGE sql IMMUTABLE RETURN NULL::geography;
CREATE FUNCTION st_geomfromgeojson(text) RETURNS geometry LANGUAGE sql IMMUTABLE RETURN NULL::geometry;
CREATE FUNCTION st_geomfromgeojson(jsonb) RETURNS geometry LANGUAGE sql IMMUTABLE RETURN NULL::geometry;
CREATE FUNCTION st_simplify(geometry, float8) RETURNS geometry LANGUAGE sql IMMUTABLE RETURN $1;
CREATE FUNCTION st_union(geometry, geometry) RETURNS geometry LANGUAGE sql IMMUTABLE RETURN $1;
