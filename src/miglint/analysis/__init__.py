"""Questions to an expression or query, answered with the catalog: what does it read, call, and give?"""
