"""Why a finding is there or not: what `miglint why` answers."""
