def dispatch(name, arguments):
    match name:
        case "read" | "cat":
            return read(arguments)
        case Tool.WRITE if arguments:
            return write(arguments)
        case -1 | None | True:
            return 0
        case other:
            use(other)
    match arguments:
        case {"path": str(path), "mode": 1 | -2, **rest}:
            return path, rest
        case {}:
            return None
        case [first, _, *others, last]:
            return first, others, last
        case (Point(x=0, y=-1) | Point(1, y)) as point:
            return point, y
        case [*_]:
            return 2
        case _:
            use(name)
    match name, arguments:
        case a, [b]:
            return a + b


def grouped(name, items):
    match name, items:
        case (("read" | "write") as mode), (1 | 2):
            return mode
        case (one):
            use(one)
    (first) = items
    for (item) in items:
        use(first, item)
