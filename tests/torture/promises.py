"""The promises, in the order of the table."""

from torture import kill
from torture.promise import Promise

PROMISES = (Promise("kill", "kill -9 while appending: nothing acknowledged is lost, no batch is partial", kill.measure),)
