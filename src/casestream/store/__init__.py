"""Keep it: events as bytes and back (`codec`), the SQLite file (`sqlite`), and the log over both (`log`)."""
