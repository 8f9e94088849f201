"""The network: the encoder of multilingual-e5-small and, on each word's first and last piece, classifiers and a parser.

Encoder: Wang et al. (2024), "Multilingual E5 Text Embeddings"; parser: Dozat and Manning (2017), "Deep Biaffine
Attention for Neural Dependency Parsing". H is the hidden size, B sentences, T pieces, N words with the root at 0.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

HIDDEN, LAYERS, HEADS, INNER = 384, 12, 12, 1536
ARC, LABEL = 256, 100


class Layer(nn.Module):
    """One transformer layer as in BERT (normalisation after each block)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up, self.down = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Return the hidden states (B, T, H); `mask` (B, 1, 1, T) is added to the attention scores."""
        batch, length, _ = hidden.shape
        size = HIDDEN // HEADS

        def split(x: Tensor) -> Tensor:
            return x.view(batch, length, HEADS, size).transpose(1, 2)

        scores = split(self.query(hidden)) @ split(self.key(hidden)).transpose(-1, -2) / size**0.5 + mask
        mixed = (torch.softmax(scores, -1) @ split(self.value(hidden))).transpose(1, 2).reshape(batch, length, HIDDEN)
        hidden = self.norm(self.drop(self.out(mixed)) + hidden)
        return self.norm2(self.drop(self.down(F.gelu(self.up(hidden)))) + hidden)


class Body(nn.Module):
    """All that runs in ONNX: piece embeddings in; scores for every word out."""

    def __init__(self, outputs: dict[str, int], dropout: float = 0.1) -> None:
        super().__init__()
        self.positions = nn.Embedding(512, HIDDEN)
        self.types = nn.Parameter(torch.zeros(HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.join = nn.Linear(2 * HIDDEN, HIDDEN)
        self.join.weight.data = torch.cat([torch.eye(HIDDEN), torch.eye(HIDDEN)], 1) / 2
        nn.init.zeros_(self.join.bias)
        self.outputs = nn.ModuleDict({name: nn.Linear(HIDDEN, size) for name, size in outputs.items()})
        self.arc_head, self.arc_dep = nn.Linear(HIDDEN, ARC), nn.Linear(HIDDEN, ARC)
        self.label_head, self.label_dep = nn.Linear(HIDDEN, LABEL), nn.Linear(HIDDEN, LABEL)
        self.arc = nn.Parameter(torch.zeros(ARC + 1, ARC))
        nn.init.xavier_uniform_(self.arc)
        self.drop = nn.Dropout(0.33)

    def forward(self, pieces: Tensor, mask: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        """Return arc scores (B, N, N), label parts (B, N, LABEL) of heads and dependents, then the classifiers' scores.

        `pieces` (B, T, H) are embeddings, `mask` (B, T) is 1 for pieces, `first` and `last` (B, N) are places of each
        word's outer pieces, the root's at 0. A German word's last piece tells its gender, its first one what it means.
        """
        hidden = self.norm(pieces + self.positions.weight[: pieces.shape[1]] + self.types)
        added = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * -1e4
        for layer in self.layers:
            hidden = layer(hidden, added)
        outer = [hidden.gather(1, place.unsqueeze(-1).expand(-1, -1, HIDDEN)) for place in (first, last)]
        words = self.drop(self.join(torch.cat(outer, -1)))
        arc_head, arc_dep = self.drop(F.gelu(self.arc_head(words))), self.drop(F.gelu(self.arc_dep(words)))
        arcs = (arc_dep @ self.arc[:-1] + self.arc[-1]) @ arc_head.transpose(1, 2)
        label_head, label_dep = self.drop(F.gelu(self.label_head(words))), self.drop(F.gelu(self.label_dep(words)))
        return arcs, label_head, label_dep, *(output(words) for output in self.outputs.values())


class Labeller(nn.Module):
    """The biaffine scorer of relations, applied to each word and its head."""

    def __init__(self, relations: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(relations, LABEL + 1, LABEL + 1) * 0.02)

    def forward(self, head: Tensor, dep: Tensor, heads: Tensor) -> Tensor:
        """Return scores (B, N, relations) of every word's relation to `heads` (B, N)."""
        one = torch.ones_like(dep[..., :1])
        chosen = head.gather(1, heads.unsqueeze(-1).expand(-1, -1, LABEL))
        return torch.einsum("bnl,klm,bnm->bnk", torch.cat([chosen, one], -1), self.weight, torch.cat([dep, one], -1))
