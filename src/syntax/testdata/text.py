def build(cmd, path, items, count, options):
    a = f"run {cmd!r} --path={path} {{literal}} {count:d} {count:>{options}} {cmd=}\n"
    b = "run " + cmd + " " + path
    c = cmd + path + "/x"
    d = cmd + path
    e = "%s --n %d %% %-10s" % (cmd, count, path)
    f = "%(cmd)s %(n)d" % {"cmd": cmd, "n": count}
    g = "one %s" % cmd
    h = "%s and %s" % items
    i = "{} {1.name[key]!r} {path:>10} {n:d}".format(cmd, options, path=path, n=count)
    j = "{0} {1} {k}".format(*items, **options)
    k = ("long " "text "
         f"{cmd} " 'end')
    l = b"\x41\x00\u0041"
    m = r"\d+\n" + path
    n = "é\t\"\x41\u00e9\N{BULLET}\
joined"
    o = ", ".join(items) + path
    p = (cmd + ("-" + path)) + "z"
    q = f"{cmd}"
    r = ""
    s = "-" * 10 + path
    t = str(count) + path
    cmd += " --flag"
    count += 1
    u = f"{count:%Y-%m-%d} {count:.2f} {count!s:>5}"
    v = template.format(cmd, path=path)
    w = f"{'nested ' + f'{path}'}"
    x = "%*d|%b" % (count, count, cmd)
    return a, b, c
