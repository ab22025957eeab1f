"""PyTorch's training loop for bench/training: batches by a shuffled index from tensors in memory, loss and accuracy read
every step, as Keras tracks them.

Usage: torch_train.py mlp|cnn|lstm MNIST_FOLDER EXAMPLES [fused] [compile] [one-thread] [channels-last]
`fused`: Adam as one kernel; `compile`: forward, loss and backward through torch.compile, for each batch size.
"""

import sys
import time

import torch
from peer_loop import CLASSES, LSTM_FEATURES, LSTM_STEPS, answer_orders, read_mnist
from torch import nn

kind, folder, available, flags = sys.argv[1], sys.argv[2], int(sys.argv[3]), set(sys.argv[4:])
LAYOUT = torch.channels_last if "channels-last" in flags else torch.contiguous_format


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(LSTM_FEATURES, 64, batch_first=True)
        self.head = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, CLASSES))

    def forward(self, x):
        return self.head(self.lstm(x)[1][0][-1])


def build():
    if kind == "mlp":
        return nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, CLASSES))
    if kind == "lstm":
        return Lstm()
    convolutions = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)]
    head = [nn.Flatten(), nn.Linear(64 * 5 * 5, 64), nn.ReLU(), nn.Linear(64, CLASSES)]
    return nn.Sequential(*convolutions, *head).to(memory_format=LAYOUT)


def data():
    if kind == "lstm":
        return torch.rand(available, LSTM_STEPS, LSTM_FEATURES), torch.randint(0, CLASSES, (available,))
    pixels, labels = (torch.frombuffer(part, dtype=torch.uint8) for part in read_mnist(folder))
    pictures = pixels.view(-1, 784) if kind == "mlp" else pixels.view(-1, 1, 28, 28)
    return pictures.float() / 255, labels.long()


def measure_loss(x, y):
    outputs = model(x)
    return criterion(outputs, y), outputs


def train(x, y):
    optimizer.zero_grad()
    loss, outputs = loss_and_outputs(x, y)
    loss.backward()
    optimizer.step()
    return loss.item(), (outputs.argmax(1) == y).sum().item()


def go(examples, epochs, batch):
    started = time.perf_counter()
    for _ in range(epochs):
        order, loss, correct = torch.randperm(examples), 0.0, 0
        for begin in range(0, examples, batch):
            chosen = order[begin : begin + batch]
            step_loss, step_correct = train(inputs[chosen], targets[chosen])
            loss, correct = loss + step_loss, correct + step_correct
    return time.perf_counter() - started


if "one-thread" in flags:
    torch.set_num_threads(1)
torch.manual_seed(7)
model, criterion = build().train(), nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True if "fused" in flags else None)
# Not dynamic: a graph that takes any batch size is slower than one for each.
loss_and_outputs = torch.compile(measure_loss, dynamic=False) if "compile" in flags else measure_loss
inputs, targets = data()
answer_orders(f"PyTorch {torch.__version__}", go)
