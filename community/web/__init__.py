"""What every page shares: errors, security headers, template globals, pagination, static files."""
