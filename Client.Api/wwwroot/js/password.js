// Sets a forgotten password by the token behind the # of this page's address, which browsers do not send to servers.
const form = document.getElementById('password-form');
const outcome = document.getElementById('outcome');
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);

form.addEventListener('submit', async event => {
  event.preventDefault();
  const password = document.getElementById('password').value;
  if (password !== document.getElementById('again').value) {
    outcome.textContent = 'The two passwords differ.';
    return;
  }
  const answer = await fetch('/api/users/password', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token, password }),
  });
  if (answer.ok) {
    form.hidden = true;
    outcome.textContent = 'The password is set. You can sign in with it now.';
  } else {
    outcome.textContent = (await answer.json()).detail;
  }
});
