def before(cmd):
    os.system(cmd)


def middle(cmd):
    if cmd ==:
        subprocess.run(cmd)
    return cmd


x = (1 +
def after(cmd):
    os.popen(cmd)
