const { execSync } = require("child_process");
const { jobs } = require("./jobs");

jobs.on("job", (job) => {
  if (job.kind !== "build") return;
  const output = execSync(`make -C /srv/project ${job.value}`);
  console.error(output.toString());
});
