const { exec } = require("child_process");

function output(command) {
  return new Promise((resolve, reject) => {
    exec(command, { timeout: 5000 }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
}

module.exports = {
  async lookup(domain) {
    return output(`dig +short ${domain}`);
  },
  async interfaces() {
    return output("ip addr");
  },
};
