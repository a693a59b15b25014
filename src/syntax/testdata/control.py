import contextlib


def guard(path, allowed, retries):
    if not path.startswith("/") or ".." in path and path not in allowed:
        return None
    elif path is None:
        raise ValueError("no path") from None
    elif 0 < retries <= 5:
        retries = 1
    else:
        retries = retries or 3
    assert path != "/", f"not {path}"
    strict = not path and retries
    within = 1 < retries < 9
    name = path if strict else "a" if retries is not None else "b"
    return name


def loops(items, queue):
    for key, value in items.items():
        if key == "stop":
            break
        if not value:
            continue
        use(value)
    else:
        use("all")
    while queue and (item := queue.pop()):
        use(item)
    while True:
        if queue.get():
            break
    while not queue:
        pass
    else:
        use(queue)
    return queue


def tries(path):
    try:
        data = read(path)
    except (OSError, ValueError) as error:
        return str(error)
    except KeyError:
        raise
    except Exception:
        data = ""
    else:
        use(data)
    finally:
        close(path)
    try:
        return use(data)
    finally:
        for handler in handlers:
            handler(lambda: data)
    unreachable(data)


def managers(path):
    with open(path) as f, lock:
        f.write("x")
    with (open(path) as a, open(path, "w") as (b, c)):
        b.write(a.read())
    with contextlib.suppress(OSError):
        remove(path)
    return path


async def asynchronous(session, url):
    async with session.get(url) as response:
        text = await response.text()
    async for line in response.lines():
        yield line
    data = [chunk async for chunk in response]
    sent = yield
    yield data, text
    del data[0], session.cookies
    await (await session.post(url, data=sent)).read()
