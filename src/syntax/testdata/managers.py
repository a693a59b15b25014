class Connection:
    def __enter__(self):
        return self.opened

    async def __aenter__(self):
        return self.opened


async def use(name):
    with Connection(name) as one, open(name):
        one.run()
    async with Connection(name) as (two, three):
        two.run(three)
    with (Connection(name) as four):
        four.run()
    with (contextlib.suppress(OSError)), (one):
        one.run()
