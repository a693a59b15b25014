import { LoginMachine, type LoginState } from "./machine.js";

function mustBeWeb(address: string): void {
  const { protocol } = new URL(address);
  if (protocol !== "https:" && protocol !== "http:") throw new Error(`not an address of the web: ${protocol}`);
}

export async function login(server: string): Promise<void> {
  let state: LoginState = { step: "metadata" };
  const machine = new LoginMachine(server, (changes) => {
    state = { ...state, ...changes };
  });
  while (state.step !== "done") await machine.run(state);
  if (state.address) {
    mustBeWeb(state.address);
    window.location.href = state.address;
  }
}
