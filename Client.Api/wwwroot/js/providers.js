// Sign-in by OpenID providers: a link for each, and why the last one failed, which the gateway says behind the #.

import * as api from "./api.js";

const failures = {
  "provider-unavailable": "The provider cannot be reached now. Try again later, or sign in with your password.",
  denied: "The provider did not sign you in.",
  expired: "That sign-in took too long, or began in another browser. Try again.",
  invalid: "The answer of the provider was not accepted. Try again.",
  "not-linked": "No user here is linked with that account, or the user is disabled. Sign in with your password and link it.",
  conflict: "That account is linked with another user, or no user can be made for it.",
};

/** Why a sign-in by a provider failed, once; empty where none did. */
export function takeFailure() {
  const reason = new URLSearchParams(location.hash.slice(1)).get("sign-in-failed");
  if (!reason) return "";
  history.replaceState(null, "", location.pathname + location.search);
  return Object.hasOwn(failures, reason) ? failures[reason] : "";
}

/** Shows a link for each provider. */
export async function showProviders(container) {
  let items = [];
  try {
    ({ items } = await api.providers());
  } catch {
    // The password works without them.
  }
  container.replaceChildren(...items.map(({ displayName, signIn }) => {
    const link = document.createElement("a");
    link.className = "provider";
    link.href = `${signIn}?return=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = `Sign in by ${displayName}`;
    return link;
  }));
}
