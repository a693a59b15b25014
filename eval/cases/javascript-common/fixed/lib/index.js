const { execFile } = require("child_process");

function output(program, ...options) {
  return new Promise((resolve, reject) => {
    execFile(program, options, { timeout: 5000 }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
}

module.exports = {
  async lookup(domain) {
    return output("dig", "+short", "-q", domain);
  },
  async interfaces() {
    return output("ip", "addr");
  },
};
