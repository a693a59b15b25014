const handlers = {
  run(name) {
    if (name) { return exec("ls " + name);
  },
  stop: (name) => exec(name),
};
exec(process.argv[2]);
