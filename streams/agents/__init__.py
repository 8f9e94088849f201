"""Stream agents: one file each, the logic as a plain coroutine and a few lines that tie it to Faust."""
