"""Functions that the catalog does not list: PostgreSQL's, the platform's, and those of extensions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ...catalog import Catalog
from ...syntax.tree import Name
from .facts import extension_members

INITIAL = frozenset({"uuid-ossp", "pgcrypto", "pg_stat_statements", "pg_graphql", "supabase_vault", "plpgsql"})
"""The extensions that a Supabase project has from its first day."""

_INITIAL_FUNCTIONS = frozenset({
    "armor", "crypt", "dearmor", "decrypt", "decrypt_iv", "digest", "encrypt", "encrypt_iv", "gen_random_bytes",
    "gen_random_uuid", "gen_salt", "hmac", "pg_stat_statements", "pg_stat_statements_info",
    "pg_stat_statements_reset", "pgp_armor_headers", "pgp_key_id", "pgp_pub_decrypt", "pgp_pub_decrypt_bytea",
    "pgp_pub_encrypt", "pgp_pub_encrypt_bytea", "pgp_sym_decrypt", "pgp_sym_decrypt_bytea", "pgp_sym_encrypt",
    "pgp_sym_encrypt_bytea", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v3", "uuid_generate_v4",
    "uuid_generate_v5", "uuid_nil", "uuid_ns_dns", "uuid_ns_oid", "uuid_ns_url", "uuid_ns_x500",
})  # fmt: skip


@cache
def functions_of(extension: str) -> frozenset[str]:
    """Return the names of an extension's functions; none of one whose contents are not known."""
    return _members(extension, "f:")


@cache
def operator_classes_of(extension: str) -> frozenset[str]:
    """Return the names of an extension's operator classes."""
    return _members(extension, "c:")


def _members(extension: str, kind: str) -> frozenset[str]:
    return frozenset(m.removeprefix(kind) for m in extension_members().get(extension, ()) if m.startswith(kind))


def schema_of_function(catalog: Catalog, path: Iterable[str], name: str) -> str | None:
    """Return the first schema of a path that holds an extension with a function of this name, else the first with an
    extension whose contents are not known; None if there is neither."""
    schemas = tuple(path)
    known = {e.schema for e in catalog.extensions if name in functions_of(e.name)}
    others = {e.schema for e in catalog.extensions if e.name not in INITIAL and not functions_of(e.name)}
    return next((schema for holders in (known, others) for schema in schemas if schema in holders), None)


def may_come_from_extension(catalog: Catalog, path: Iterable[str], name: Name) -> bool:
    """Return whether a function of this name, looked up along a path, can belong to PostgreSQL, to the platform or to
    an installed extension, whose functions the catalog does not list."""
    schemas = (name.schema,) if name.schema else path
    if name.schema in ("pg_catalog", "information_schema"):
        return True
    if name.name in _INITIAL_FUNCTIONS and any(e.name in INITIAL and e.name != "plpgsql" for e in catalog.extensions):
        return True
    for schema in schemas:
        row = catalog.schema(schema)
        if row is None:
            continue
        if row.extension or (row.origin is None and schema not in ("public", "extensions")):
            return True
        if any(e.schema == schema and e.name not in INITIAL for e in catalog.extensions):
            return True
    return False
