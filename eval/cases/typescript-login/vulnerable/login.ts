import { LoginMachine, type LoginState } from "./machine.js";

export async function login(server: string): Promise<void> {
  let state: LoginState = { step: "metadata" };
  const machine = new LoginMachine(server, (changes) => {
    state = { ...state, ...changes };
  });
  while (state.step !== "done") await machine.run(state);
  if (state.address) {
    window.location.href = state.address;
  }
}
