import os


def legacy((a, b), c):
    print "value:", a, b
    print >>log, c
    exec "code" in {}
    exec c
    try:
        print a
    except IOError, error:
        raise ValueError, error
    return a <> b, `c`, 0777L, u"text" + c
