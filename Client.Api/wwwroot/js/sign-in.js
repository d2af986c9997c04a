// Who looks at the page: the session is in cookies that no script can read. A link of 'sanctum sign-in-link' signs in by the code
// behind the #, which browsers do not send to servers; else a form asks.

import * as api from "./api.js";
import { byId } from "./dom.js";
import * as passkeys from "./passkeys.js";
import { showProviders, takeFailure } from "./providers.js";

const dialog = byId("sign-in"), form = byId("sign-in-form"), error = byId("sign-in-error");
const username = byId("username"), password = byId("password"), next = byId("new-password"), change = byId("change-password");
const code = byId("one-time-code"), factor = byId("second-factor");
const usePasskey = byId("use-passkey");
let asked = null;

/** Whether the form waits for somebody. */
export const isAsking = () => asked !== null;

/** Resolves once somebody is signed in. */
export function signIn() {
  asked ??= ask().finally(() => { asked = null; });
  return asked;
}

/** Uses the code of a link, if the address has one, and takes it out of the address. */
export async function useLink() {
  const code = new URLSearchParams(location.hash.slice(1)).get("sign-in");
  if (!code) return;
  history.replaceState(null, "", location.pathname + location.search);
  try {
    await api.exchangeLink(code);
  } catch (problem) {
    error.textContent = problem.message;
  }
}

function show(part, input, isShown) {
  part.hidden = !isShown;
  input.required = isShown;
  if (isShown) input.focus();
}

function ask() {
  show(change, next, false);
  show(factor, code, false);
  usePasskey.hidden = !passkeys.isSupported();
  dialog.showModal();
  username.focus();
  error.textContent ||= takeFailure();
  showProviders(byId("providers"));
  return new Promise(resolve => {
    usePasskey.onclick = () => attempt(byPasskey);
    form.onsubmit = event => {
      event.preventDefault();
      attempt(enter);
    };
    async function attempt(way) {
      error.textContent = "";
      try {
        if (!await way()) return;
        form.reset();
        resolve();
        await asked;
        dialog.close();
      } catch (problem) {
        error.textContent = problem.message;
      }
    }
  });
}

async function byPasskey() {
  await passkeys.signIn();
  return true;
}

// A user with an authenticator app is asked for a code. Each try sends the password anew, so a challenge is never too old.
async function logIn() {
  try {
    return await api.login(username.value, password.value);
  } catch (problem) {
    if (!problem.challenge) throw problem;
    if (!factor.hidden && code.value) return await api.loginByCode(problem.challenge, code.value);
    show(factor, code, true);
    return null;
  }
}

// A one-time password opens nothing but its own change.
async function enter() {
  const answer = await logIn();
  if (!answer) return false;
  if (!answer.must_change_password) return true;
  if (next.value) {
    await api.changePassword(password.value, next.value);
    return true;
  }
  show(change, next, true);
  return false;
}

username.addEventListener("input", () => show(factor, code, false));

// There is nothing behind it to go back to.
dialog.addEventListener("cancel", event => event.preventDefault());
dialog.addEventListener("close", () => isAsking() && dialog.showModal());
