// Who looks at the page: the session is in cookies that no script can read. A link of 'sanctum sign-in-link' signs in by the code
// behind the #, which browsers do not send to servers; else a form asks.

import * as api from "./api.js";
import { byId } from "./dom.js";

const dialog = byId("sign-in"), form = byId("sign-in-form"), error = byId("sign-in-error");
const username = byId("username"), password = byId("password"), next = byId("new-password"), change = byId("change-password");
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

function ask() {
  change.hidden = true;
  next.required = false;
  dialog.showModal();
  username.focus();
  return new Promise(resolve => {
    form.onsubmit = async event => {
      event.preventDefault();
      error.textContent = "";
      try {
        if (!await enter()) return;
        form.reset();
        resolve();
        await asked;
        dialog.close();
      } catch (problem) {
        error.textContent = problem.message;
      }
    };
  });
}

// A one-time password opens nothing but its own change.
async function enter() {
  const { must_change_password: isOneTime } = await api.login(username.value, password.value);
  if (!isOneTime) return true;
  if (next.value) {
    await api.changePassword(password.value, next.value);
    return true;
  }
  change.hidden = false;
  next.required = true;
  next.focus();
  return false;
}

// There is nothing behind it to go back to.
dialog.addEventListener("cancel", event => event.preventDefault());
dialog.addEventListener("close", () => isAsking() && dialog.showModal());
