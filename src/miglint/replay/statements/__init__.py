"""Statement -> changes of the catalog: one module per family, each with its table HANDLERS."""
