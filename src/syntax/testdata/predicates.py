def is_inside(path, base):
    return path.startswith(base + "/") and ".." not in path and (path or not base)


def is_outside(path, base):
    return not (path and is_inside(path, base))


def either(path, base):
    return path == base or not path or base.get(path) or None


def chosen(path, base):
    return path if is_inside(path, base) else base if base else None


allow = lambda path: not path.startswith("-")


def nothing():
    return
