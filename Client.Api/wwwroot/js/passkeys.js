// Passkeys: the browser's authenticator makes and uses them; binary values travel as Base64Url.

import * as api from "./api.js";

const decode = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), letter => letter.charCodeAt(0));
const encode = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** Whether this browser supports passkeys. */
export const isSupported = () => window.PublicKeyCredential !== undefined;

const withBytes = credential => ({ ...credential, id: decode(credential.id) });

/** Makes a passkey of the signed-in user and registers it under a name. */
export async function register(name) {
  const options = await api.passkeyCreation();
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: decode(options.challenge),
      user: withBytes(options.user),
      excludeCredentials: options.excludeCredentials.map(withBytes),
    },
  });
  return await api.registerPasskey({
    name,
    id: encode(made.rawId),
    clientDataJson: encode(made.response.clientDataJSON),
    attestationObject: encode(made.response.attestationObject),
  });
}

/** Signs in by a passkey that the user chooses. */
export async function signIn() {
  const options = await api.passkeyRequest();
  const signed = await navigator.credentials.get({ publicKey: { ...options, challenge: decode(options.challenge) } });
  const { clientDataJSON, authenticatorData, signature, userHandle } = signed.response;
  return await api.loginByPasskey({
    id: encode(signed.rawId),
    clientDataJson: encode(clientDataJSON),
    authenticatorData: encode(authenticatorData),
    signature: encode(signature),
    userHandle: encode(userHandle),
    cookie: true,
  });
}
