const { EventEmitter } = require("events");

const jobs = new EventEmitter();

function enqueue(kind, value) {
  jobs.emit("job", { kind, value });
}

module.exports = { jobs, enqueue };
