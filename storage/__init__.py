"""Where everything is kept: engines, schema, one repository per aggregate, migrations."""
