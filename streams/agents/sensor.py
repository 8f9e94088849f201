"""Tells the watch what Faust alone knows: where partitions end."""

import logging

import faust

from streams.watch import Watch


class Sensor(faust.Monitor):
    """Faust's monitor, which passes on what the watch needs."""

    logger = logging.getLogger("faust.sensors")  # its starts and stops are Faust's matter

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch

    def track_tp_end_offset(self, tp: faust.types.TP, offset: int) -> None:
        """Pass a partition's end on, which every fetch tells."""
        super().track_tp_end_offset(tp, offset)
        self._watch.ends_at((tp.topic, tp.partition), offset)
