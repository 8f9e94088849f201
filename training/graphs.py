"""Training steps replayed as CUDA graphs: to launch the kernels of so small a network takes longer than to run them."""

from collections import Counter
from collections.abc import Callable

import torch
from torch import Tensor

from training.batches import Batch

WARM_UP = 3
"""Ordinary steps of each shape before it is recorded."""


class Replayed:
    """A step, recorded once for each shape of batch and replayed from then on.

    `step` takes a batch on the device and returns the loss; it may not wait for the device. All of it runs on one side
    stream, which recording asks for.
    """

    def __init__(self, step: Callable[[Batch], Tensor], device: torch.device) -> None:
        self._step, self._device = step, device
        self._seen: Counter[torch.Size] = Counter()
        self._recorded: dict[torch.Size, tuple[torch.cuda.CUDAGraph, Batch, Tensor]] = {}
        self._stream = torch.cuda.Stream()
        self._stream.wait_stream(torch.cuda.current_stream())
        torch.cuda.set_stream(self._stream)
        self._pool = torch.cuda.graph_pool_handle()

    def __call__(self, batch: Batch) -> Tensor:
        """Do one step and return its loss, which the next step overwrites."""
        shape = batch.pieces.shape
        self._seen[shape] += 1
        if self._seen[shape] <= WARM_UP:
            return self._step(batch.to(self._device))
        if shape not in self._recorded:
            self._recorded[shape] = self._record(batch.to(self._device))
        graph, place, cost = self._recorded[shape]
        for old, new in zip(place.tensors, batch.tensors, strict=True):
            old.copy_(new)
        graph.replay()
        return cost

    def _record(self, place: Batch) -> tuple[torch.cuda.CUDAGraph, Batch, Tensor]:
        torch.cuda.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool, stream=self._stream):
            cost = self._step(place)
        return graph, place, cost
