"""How the reader's model is made. Development only: imports PyTorch, is not shipped."""
