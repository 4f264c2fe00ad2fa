"""What the docket promises, put to the torture: each promise is measured, beside a configuration known to break it."""
