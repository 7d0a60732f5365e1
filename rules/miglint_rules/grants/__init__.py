"""Privileges of the API's roles."""
