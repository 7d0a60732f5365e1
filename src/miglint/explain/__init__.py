"""Why an object or a line has findings or none: the answers of `miglint why`."""
