"""Wrong answers to the exercises of 06_pytorch, and a piece of each one's message."""

from answer_sources import function


def step(body):
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"def one_step(V, W, E_of, lr):\n{lines}\nexercises.step_by_hand(one_step)"


MOVE = "with torch.no_grad():\n    V -= lr * V.grad\n    W -= lr * W.grad\n"
BACK = "E = E_of(V, W)\nE.backward()\n"
CLEAR = "V.grad = W.grad = None\n"
LOSS = "nn.functional.cross_entropy"


def factor(expression):
    return function("factor(l)", expression, "mse_factor")


def linear(expression):
    return function("linear(X, weight, bias)", expression, "linear_layer")


def loss(expression):
    return function("mean_loss(Z, labels)", expression, "cross_entropy")


def input_gradient(E, result):
    return f"""def gradient_of_input(X, T, V, W):
    X.requires_grad_()
    V.requires_grad_()
    O = torch.sigmoid(torch.sigmoid(X @ V) @ W)
    E = {E}
    E.backward()
    return {result}


exercises.input_gradient(gradient_of_input)"""


WRONG = {
    "mse_factor": [
        (factor("l"), "E has a 1/2 in front"),
        (factor("0.5"), "takes the mean over the outputs too"),
        (factor("2 / l"), "the other way round"),
        (factor("5"), "the factor for l = 1, 5, is too large"),
    ],
    "linear_layer": [
        (linear("X @ weight + bias"), "an array of shape (3, 4), an array of shape"),
        (linear("X @ weight.T"), "the bias is missing"),
        (linear("'X'"), "an array of real numbers, got str"),
    ],
    "step_by_hand": [
        (step(BACK + MOVE + "return E.item()"), "pile up in .grad"),
        (step(BACK + MOVE + CLEAR + "return E.item()"), "pile up in .grad"),
        (step("E = E_of(V, W)\n" + MOVE + "return E.item()"), "of before"),
        (
            step(CLEAR + BACK + "V = V - lr * V.grad\nreturn E.item()"),
            "V has not changed",
        ),
        (
            step(CLEAR + BACK + MOVE.replace("-=", "+=") + "return E.item()"),
            "uphill",
        ),
        (
            step(CLEAR + BACK + "V -= lr * V.grad\nreturn E.item()"),
            "a leaf Variable that requires grad",
        ),
    ],
    "cross_entropy": [
        (
            loss(f"{LOSS}(torch.softmax(Z, dim=1), labels)"),
            "the softmax is taken twice",
        ),
        (loss(f"{LOSS}(torch.sigmoid(Z), labels)"), "a sigmoid stands between"),
        (loss(f"{LOSS}(Z, labels, reduction='sum')"), "the sum over the batch"),
        (loss("torch.tensor(1.0)"), "the loss, 1, is too"),
    ],
    "input_gradient": [
        (input_gradient("0.5 * torch.sum((T - O) ** 2)", "X.grad"), "1/N of the mean"),
        (input_gradient("0.5 * torch.sum((T - O) ** 2) / len(T)", "V.grad"), "dE/dV"),
        (
            input_gradient("torch.sum((T - O) ** 2) / len(T)", "X.grad"),
            "2 times what it should be",
        ),
    ],
}
