"""Words for officers about reports and roles, in Indonesian."""
