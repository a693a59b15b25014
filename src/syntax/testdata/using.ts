// The words are TypeScript 5.2's; `using` is a name like any other where nothing is declared.
async function work(path: string, using: number) {
  using file: File = open(path), other = open("b");
  await using session = await connect(file.name);
  for (using part of file.parts) run(part);
  for await (using part of session) run(part);
  for (const of of [using]) run(of, using === 1, "using a = 1");
  using
  file.close(other);
  return { using, session };
}
