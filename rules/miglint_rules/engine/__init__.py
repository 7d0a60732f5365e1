"""What the engine reports: files that can't be read or parsed, comments that silence nothing, rules that crash."""
