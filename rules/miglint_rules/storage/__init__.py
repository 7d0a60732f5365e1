"""Storage: buckets and who may reach into them."""
