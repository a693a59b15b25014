import { discoverOAuthMetadata, startAuthorization } from "@modelcontextprotocol/sdk/client/auth.js";

export interface LoginState {
  step: "metadata" | "redirect" | "done";
  metadata?: any;
  address?: string;
}

type Update = (changes: Partial<LoginState>) => void;

const steps: Record<string, (server: string, state: LoginState, update: Update) => Promise<void>> = {
  metadata: async (server, _state, update) => {
    update({ metadata: await discoverOAuthMetadata(server), step: "redirect" });
  },
  redirect: async (server, state, update) => {
    const { authorizationUrl } = await startAuthorization(server, {
      metadata: state.metadata,
      clientInformation: { client_id: "inspector" },
      redirectUrl: "http://localhost:6274/callback",
    });
    update({ address: authorizationUrl.toString(), step: "done" });
  },
};

export class LoginMachine {
  constructor(
    private readonly server: string,
    private readonly update: Update,
  ) {}

  async run(state: LoginState): Promise<void> {
    await steps[state.step](this.server, state, this.update);
  }
}
