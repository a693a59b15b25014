def take(items, data, matrix, i, j):
    a, b = b, a = items
    first, *middle, (x, y) = items
    left, right = right, left
    [p, q], r = items, data
    data["key"][i] = a.b.c = items[0]
    data[i, j] = matrix[i, 1:2]
    head = items[1:], items[-1], items[::2], items[i:j]
    items[1:2] = head
    data.count += 1
    data["total"] += x
    data[i] |= y
    lists = [1, *items, -2.5], {1, 2}, (), (a,), {**data, "k": 1, i: 2, "": 3}
    squares = [v * v for row in matrix if row for v in row if v > 0 and v != i]
    names = {k: f"{v}" for k, v in data.items()}
    unique = {k for k, _ in data.items()}
    total = sum(v for v in items)
    found = any(v in items for v in data)
    nested = [[w for w in v] for v in matrix]
    last = [y := v, y**2, v // 2, ~v, -v, +v, v @ v, v << 1]
    return items.get(i).strip().split(",")[0]
