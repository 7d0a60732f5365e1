"""Analysis of expressions and queries with the catalog: what they read and call, and the types they return."""
